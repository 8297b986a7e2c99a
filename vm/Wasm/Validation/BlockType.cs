using FvmCompute.Vm.Wasm.Decoding;

namespace FvmCompute.Vm.Wasm.Validation;

/// <summary>The parameters and results of a block, from the s33 that encodes it.</summary>
internal readonly struct BlockType(ValueType[] parameters, ValueType[] results)
{
    private static readonly ValueType[] None = [];
    private static readonly ValueType[][] Single = [.. Enumerable.Range(0, 128).Select(code => new[] { (ValueType)code })];

    public ValueType[] Parameters => parameters;

    public ValueType[] Results => results;

    public static BlockType Of(FunctionType function) => new(function.ParameterArray, function.ResultArray);

    /// <summary>Decodes; the caller has checked that a type index exists.</summary>
    public static BlockType Of(long encoded, ModuleData module)
    {
        if (encoded == InstructionReader.EmptyBlock) { return new(None, None); }
        return encoded < 0 ? new(None, Single[encoded & 0x7f]) : Of(module.Types[encoded]);
    }
}
