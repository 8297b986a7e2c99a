namespace FvmCompute.Vm.Wasm.Decoding;

internal ref partial struct Decoder
{
    private const uint PassiveOrDeclarative = 1;
    private const uint ExplicitIndex = 2;
    private const uint Expressions = 4;

    private void ReadElements()
    {
        var segments = new ElementSegment[_in.ReadCount("element segments", ModuleLimits.Segments)];
        for (int i = 0; i < segments.Length; i++) { segments[i] = ReadElement(); }
        _module.Elements = segments;
    }

    private ElementSegment ReadElement()
    {
        int offset = _in.Position;
        uint flags = _in.ReadU32();
        if (flags > 7 || (flags != 0 && !Has(WasmFeatures.BulkMemory))) { throw _in.Malformed("malformed elements segment kind"); }
        bool active = (flags & PassiveOrDeclarative) == 0;
        SegmentMode mode = active ? SegmentMode.Active : (flags & ExplicitIndex) != 0 ? SegmentMode.Declarative : SegmentMode.Passive;
        int table = active && (flags & ExplicitIndex) != 0 ? ReadIndex() : 0;
        ConstantExpression place = active ? ReadConstant() : default;
        bool expressions = (flags & Expressions) != 0;
        ValueType type = (flags & 3) == 0 ? ValueType.FuncRef : expressions ? ReadReferenceType() : ReadElementKind();
        return new ElementSegment(mode, table, place, type, ReadItems(expressions), expressions, offset);
    }

    private ValueType ReadElementKind() => _in.ReadByte() == 0 ? ValueType.FuncRef : throw _in.Malformed("malformed element kind");

    private ConstantExpression[] ReadItems(bool expressions)
    {
        var items = new ConstantExpression[_in.ReadCount("elements", ModuleLimits.SegmentItems)];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = expressions
                ? ReadConstant()
                : new ConstantExpression(ConstantKind.RefFunc, ValueType.FuncRef, ReadIndex(), _in.Position);
        }

        return items;
    }

    private void ReadData()
    {
        var segments = new DataSegment[_in.ReadCount("data segments", ModuleLimits.Segments)];
        for (int i = 0; i < segments.Length; i++)
        {
            int offset = _in.Position;
            uint flags = _in.ReadU32();
            if (flags > 2 || (flags != 0 && !Has(WasmFeatures.BulkMemory))) { throw _in.Malformed("malformed data segment kind"); }
            int memory = flags == 2 ? ReadIndex() : 0;
            ConstantExpression place = flags == 1 ? default : ReadConstant();
            uint length = _in.ReadU32();
            int start = _in.Position;
            _in.ReadBytes(length);
            segments[i] = new DataSegment(flags == 1 ? SegmentMode.Passive : SegmentMode.Active, memory, place, start, (int)length, offset);
        }

        _module.Data = segments;
    }

    /// <summary>Reads a constant expression. All the constant instructions push one value, so a valid expression has exactly one.</summary>
    private ConstantExpression ReadConstant()
    {
        int offset = _in.Position;
        if (_in.Peek() == (byte)Opcode.End) { throw _in.Invalid("type mismatch: empty constant expression"); }
        ConstantExpression constant = ReadConstantInstruction(offset);
        if (_in.ReadByte() == (byte)Opcode.End) { return constant; }

        _in.Position--;
        while (_in.Peek() != (byte)Opcode.End) { ReadConstantInstruction(_in.Position); }
        throw _in.Invalid("type mismatch: constant expression with several values");
    }

    private ConstantExpression ReadConstantInstruction(int offset)
    {
        var opcode = (Opcode)_in.ReadByte();
        switch (opcode)
        {
            case Opcode.I32Const: return new(ConstantKind.Value, ValueType.I32, _in.ReadS32(), offset);
            case Opcode.I64Const: return new(ConstantKind.Value, ValueType.I64, _in.ReadS64(), offset);
            case Opcode.F32Const: return new(ConstantKind.Value, ValueType.F32, _in.ReadF32Bits(), offset);
            case Opcode.F64Const: return new(ConstantKind.Value, ValueType.F64, (long)_in.ReadF64Bits(), offset);
            case Opcode.GlobalGet: return new(ConstantKind.GlobalGet, default, ReadIndex(), offset);
            case Opcode.RefNull when Has(WasmFeatures.ReferenceTypes): return new(ConstantKind.RefNull, ReadReferenceType(), 0, offset);
            case Opcode.RefFunc when Has(WasmFeatures.ReferenceTypes): return new(ConstantKind.RefFunc, ValueType.FuncRef, ReadIndex(), offset);
            default:
                if (!Opcodes.IsKnown(opcode)) { throw _in.Malformed($"illegal opcode {(int)opcode:x2}"); }
                throw _in.Invalid("constant expression required");
        }
    }
}
