namespace FvmCompute.Vm.Wasm;

/// <summary>A WebAssembly value type; the number is its binary encoding.</summary>
public enum ValueType : byte
{
    I32 = 0x7f,
    I64 = 0x7e,
    F32 = 0x7d,
    F64 = 0x7c,
    FuncRef = 0x70,
    ExternRef = 0x6f,
}
