namespace FvmCompute.Vm.Wasm.Decoding;

internal static class ValueTypes
{
    public static bool IsReference(ValueType type) => type is ValueType.FuncRef or ValueType.ExternRef;

    public static ValueType Read(ref ByteReader reader, WasmFeatures features)
    {
        var type = (ValueType)reader.ReadByte();
        return type switch
        {
            ValueType.I32 or ValueType.I64 or ValueType.F32 or ValueType.F64 => type,
            ValueType.FuncRef or ValueType.ExternRef when (features & WasmFeatures.ReferenceTypes) != 0 => type,
            ValueType.FuncRef or ValueType.ExternRef => throw reader.Invalid("reference types are not enabled"),
            _ => throw reader.Malformed("malformed value type"),
        };
    }
}
