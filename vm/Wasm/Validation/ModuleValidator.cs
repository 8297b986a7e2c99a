using FvmCompute.Vm.Wasm.Decoding;

namespace FvmCompute.Vm.Wasm.Validation;

internal static class ModuleValidator
{
    public static ModuleFacts Validate(ReadOnlySpan<byte> bytes, ModuleData data, ModuleOptions options) => throw new NotSupportedException(data.ToString() + options + bytes.Length);
}
