using FvmCompute.Vm.Wasm.Interop;
using FvmCompute.Vm.Wasm.Runtime;

namespace FvmCompute.Vm.Wasm;

public sealed unsafe partial class WasmInstance
{
    /// <summary>
    /// Stack kept free below WebAssembly frames for host functions and for .NET's own unwinding, which runs on the same stack.
    /// </summary>
    private const int HostStackBytes = 256 * 1024;

    /// <summary>
    /// Calls an exported function. Arguments and results are words as in <see cref="HostFunction"/>; both must have the length of the signature.
    /// Needs about 1 MiB of stack for ordinary modules under the FVM's limit of 2048 units, see <see cref="WasmThread"/>.
    /// </summary>
    /// <exception cref="ArgumentException">No such function, or lengths that are not those of its signature.</exception>
    public InvokeOutcome Invoke(string export, ReadOnlySpan<long> args, Span<long> results)
    {
        if (Export(export) is not WasmFunction function) { throw new ArgumentException($"the module exports no function \"{export}\"", nameof(export)); }
        return Invoke(function, args, results);
    }

    /// <summary>Calls a function that this or a linked instance exports.</summary>
    public InvokeOutcome Invoke(WasmFunction function, ReadOnlySpan<long> args, Span<long> results)
    {
        if (!_initialized) { throw new InvalidOperationException("the instance is not initialized"); }
        FunctionType type = function.Type;
        if (args.Length != type.Parameters.Length || results.Length != type.Results.Length)
        {
            throw new ArgumentException($"{args.Length} arguments and {results.Length} results do not fit {type}");
        }

        return Run(function, args, results);
    }

    private InvokeOutcome Run(WasmFunction function, ReadOnlySpan<long> args, Span<long> results)
    {
        WasmInstance target = function.Instance ?? throw new ArgumentException("a host function is not invoked through an instance", nameof(function));
        return target == this ? Enter(function, args, results) : target.Enter(function, args, results);
    }

    private InvokeOutcome Enter(WasmFunction function, ReadOnlySpan<long> args, Span<long> results)
    {
        (nint savedLimit, uint savedUnits) = (StackLimit, StackUnits);
        StackLimit = ThreadStack.Lowest + HostStackBytes + Module.Facts.LargestFrameBytes;
        try
        {
            if (ThreadStack.Remaining < HostStackBytes + Module.Facts.LargestFrameBytes) { return InvokeOutcome.Trapped(TrapKind.StackLimit); }
            Gas -= function.EntryGas;
            if (Gas < 0 && Module.Options.Metering is not null) { return InvokeOutcome.Trapped(TrapKind.OutOfGas); }
            Module.Code.Enter(function, args, results, function.EntryContext + StackUnits);
            return InvokeOutcome.Returned;
        }
        catch (WasmTrapException trap)
        {
            return InvokeOutcome.Trapped(trap.Kind);
        }
        catch (HostAbortException abort)
        {
            return InvokeOutcome.HostAborted(abort);
        }
        finally
        {
            (StackLimit, StackUnits) = (savedLimit, savedUnits);
            GC.KeepAlive(this);
        }
    }
}
