namespace FvmCompute.Vm.Wasm.Decoding;

internal ref partial struct Decoder
{
    private void ReadTypes()
    {
        var types = new FunctionType[_in.ReadCount("types", ModuleLimits.Types)];
        for (int i = 0; i < types.Length; i++)
        {
            if (_in.ReadByte() != 0x60) { throw _in.Malformed("integer representation too long or malformed function type"); }
            ValueType[] parameters = ReadValueTypes("parameters", ModuleLimits.Parameters);
            ValueType[] results = ReadValueTypes("results", ModuleLimits.Results);
            if (results.Length > 1 && !Has(WasmFeatures.MultiValue)) { throw _in.Invalid("invalid result arity"); }
            types[i] = new FunctionType(parameters, results);
        }

        _module.Types = types;
    }

    private ValueType[] ReadValueTypes(string what, int limit)
    {
        var types = new ValueType[_in.ReadCount(what, limit)];
        for (int i = 0; i < types.Length; i++) { types[i] = ReadValueType(); }
        return types;
    }

    private ValueType ReadValueType() => ValueTypes.Read(ref _in, _features);

    private ValueType ReadReferenceType()
    {
        var type = (ValueType)_in.ReadByte();
        if (type == ValueType.FuncRef || (type == ValueType.ExternRef && Has(WasmFeatures.ReferenceTypes))) { return type; }
        throw _in.Malformed("malformed reference type");
    }

    private TableType ReadTableType()
    {
        ValueType element = ReadReferenceType();
        return new TableType(element, ReadLimits());
    }

    private Limits ReadLimits()
    {
        int offset = _in.Position;
        byte flags = _in.ReadByte();
        if (flags > 1) { throw _in.Malformed("integer too large: limits flags"); }
        uint minimum = _in.ReadU32();
        return new Limits(minimum, flags == 1 ? _in.ReadU32() : null, offset);
    }

    private GlobalType ReadGlobalType()
    {
        ValueType type = ReadValueType();
        byte mutability = _in.ReadByte();
        if (mutability > 1) { throw _in.Malformed("malformed mutability"); }
        return new GlobalType(type, mutability == 1);
    }

    private FunctionType TypeAt(uint index) =>
        index < (uint)_module.Types.Length ? _module.Types[index] : throw _in.Invalid($"unknown type {index}");
}
