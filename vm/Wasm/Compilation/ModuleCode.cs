using System.Diagnostics.CodeAnalysis;

namespace FvmCompute.Vm.Wasm.Compilation;

[SuppressMessage("Performance", "CA1822", Justification = "filled in next")]
internal sealed class ModuleCode(WasmModule module)
{
    public nint SlotAddress(int index) => throw new NotSupportedException(module.ToString());
    public long ThunkGas(FunctionType type) => throw new NotSupportedException();
    public void Enter(WasmFunction function, ReadOnlySpan<long> args, Span<long> results, long context) => throw new NotSupportedException();
}
