using System.Collections.Concurrent;
using System.Reflection.Emit;
using System.Runtime.InteropServices;
using FvmCompute.Vm.Wasm.Decoding;
using FvmCompute.Vm.Wasm.Interop;

namespace FvmCompute.Vm.Wasm.Compilation;

/// <summary>
/// The machine code of a module: one cell per function with the address to call. A cell starts with the address of a stub that compiles the function
/// and replaces the cell. Everything is reachable from here only, so that it is collected with the module.
/// </summary>
internal sealed unsafe class ModuleCode
{
    /// <summary>With less stack than this left, or a function larger than that, the compiler runs on a thread of its own: .NET's JIT recurses.</summary>
    private const int SmallStackBytes = 512 * 1024;
    private const int LargeBodyBytes = 32 * 1024;
    private const int CompilerStackBytes = 64 << 20;

    /// <summary>Stubs are shared between modules up to this many signatures; beyond it they belong to their module.</summary>
    private const int SharedSignatures = 4096;

    private static readonly ConcurrentDictionary<FunctionType, SignatureStubs> Shared = new();

    private readonly WasmModule _module;
    private readonly nint[] _slots;
    private readonly DynamicMethod?[] _compiled;
    private readonly Dictionary<FunctionType, SignatureStubs> _own = [];
    private readonly Lock _lock = new();
    private FunctionCompiler? _compiler;

    public ModuleCode(WasmModule module)
    {
        _module = module;
        ModuleData data = module.Data;
        _slots = GC.AllocateArray<nint>(Math.Max(1, data.Functions.Count), pinned: true);
        _compiled = new DynamicMethod?[data.Functions.Count];
        for (int i = 0; i < data.Functions.Count; i++)
        {
            SignatureStubs stubs = StubsOf(data.Functions[i]);
            _slots[i] = i < data.ImportedFunctions ? stubs.Import : stubs.Compile;
        }
    }

    /// <summary>Address of the cell of a function.</summary>
    public nint SlotAddress(int function) => Marshal.UnsafeAddrOfPinnedArrayElement(_slots, function);

    /// <summary>The code of a function when it is compiled, otherwise 0.</summary>
    public nint CompiledAddress(int function) => _compiled[function] is null ? 0 : _slots[function];

    /// <summary>Milligas of entering a function of this type through an export or a table.</summary>
    public long ThunkGas(FunctionType type) => _module.Options.Metering is { } prices
        ? prices.LimitedCall + (type.Parameters.Length * prices.ThunkParameter)
        : 0;

    /// <summary>Calls a function of this module from the host.</summary>
    public void Enter(WasmFunction function, ReadOnlySpan<long> args, Span<long> results, long context)
    {
        var entry = (delegate*<long*, long*, nint, WasmInstance, long, void>)StubsOf(function.Type).Entry;
        fixed (long* argsPointer = args)
        fixed (long* resultsPointer = results)
        {
            entry(argsPointer, resultsPointer, *(nint*)function.Slot, function.Instance!, context);
        }
    }

    /// <summary>Called by a stub: compiles the function that the context names and returns its address.</summary>
    public static nint CompileCallee(WasmInstance instance, long context) => instance.Module.Code.Compile((int)(context >> 32));

    /// <summary>Compiles one function unless it is; safe from any thread.</summary>
    public nint Compile(int function)
    {
        lock (_lock)
        {
            if (_compiled[function] is not null) { return _slots[function]; }
            FunctionBody body = _module.Data.Bodies[function - _module.Data.ImportedFunctions];
            bool apart = body.End - body.Start > LargeBodyBytes || ThreadStack.Remaining < SmallStackBytes;
            (DynamicMethod method, nint address) = apart ? WasmThread.Run(() => Emit(function), CompilerStackBytes) : Emit(function);
            Volatile.Write(ref _slots[function], address);
            _compiled[function] = method;
            return address;
        }
    }

    private (DynamicMethod Method, nint Address) Emit(int function)
    {
        _compiler ??= new FunctionCompiler(_module);
        DynamicMethod method = _compiler.Compile(function);
        return (method, DynamicCode.Compile(method));
    }

    private SignatureStubs StubsOf(FunctionType type)
    {
        if (Shared.TryGetValue(type, out SignatureStubs? stubs)) { return stubs; }
        if (Shared.Count < SharedSignatures) { return Shared.GetOrAdd(type, static type => new SignatureStubs(type)); }
        lock (_own)
        {
            if (!_own.TryGetValue(type, out stubs)) { _own.Add(type, stubs = new SignatureStubs(type)); }
            return stubs;
        }
    }
}
