namespace FvmCompute.Vm.Wasm.Runtime;

/// <summary>The way out of compiled code to host functions.</summary>
internal static unsafe class HostCalls
{
    public static bool IsHost(WasmFunction function) => function.Host is not null;

    /// <summary>Calls a host function with arguments in words; the stack units below the call are kept where a nested invocation finds them.</summary>
    public static long Call(WasmInstance caller, WasmFunction function, long* args, long context)
    {
        uint below = caller.StackUnits;
        caller.StackUnits = (uint)context;
        long result = function.Host!(caller, new ReadOnlySpan<long>(args, function.Type.Parameters.Length));
        caller.StackUnits = below;
        return result;
    }
}
