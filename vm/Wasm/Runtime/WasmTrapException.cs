namespace FvmCompute.Vm.Wasm.Runtime;

/// <summary>Unwinds WebAssembly frames; never leaves the engine.</summary>
internal sealed class WasmTrapException(TrapKind kind) : Exception($"trap: {kind}")
{
    public TrapKind Kind { get; } = kind;
}
