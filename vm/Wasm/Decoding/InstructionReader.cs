namespace FvmCompute.Vm.Wasm.Decoding;

/// <summary>Reads the instructions of a function body (specification §5.4) and checks everything that is not typing.</summary>
internal ref struct InstructionReader(ReadOnlySpan<byte> module, int start, int end, WasmFeatures features)
{
    /// <summary>The block type without parameters or results.</summary>
    public const long EmptyBlock = -0x40;

    private readonly ReadOnlySpan<byte> _module = module;
    private readonly WasmFeatures _features = features;
    private ByteReader _in = new(module, start, end);

    public readonly bool AtEnd => _in.AtEnd;

    public readonly int Position => _in.Position;

    public readonly ByteReader Reader => _in;

    /// <summary>Reads a whole body without typing it. Throws <see cref="WasmModuleException"/> where it is not well-formed.</summary>
    public static void CheckForm(ReadOnlySpan<byte> module, FunctionBody body, WasmFeatures features)
    {
        var reader = new InstructionReader(module, body.Start, body.End, features);
        for (int groups = reader.ReadLocalGroupCount(); groups > 0; groups--) { reader.ReadLocals(); }
        for (int depth = 1; depth > 0;)
        {
            reader.Next(out Instruction instruction);
            depth += instruction.Opcode switch { Opcode.Block or Opcode.Loop or Opcode.If => 1, Opcode.End => -1, _ => 0 };
        }

        if (!reader.AtEnd) { throw reader._in.Malformed("END opcode expected"); }
    }

    /// <summary>How many groups of locals follow; each is read by <see cref="ReadLocals"/>.</summary>
    public int ReadLocalGroupCount() => _in.ReadCount("groups of locals", ModuleLimits.FunctionBytes);

    public (uint Count, ValueType Type) ReadLocals()
    {
        uint count = _in.ReadU32();
        return (count, ValueTypes.Read(ref _in, _features));
    }

    public void Next(out Instruction instruction)
    {
        instruction = default;
        instruction.Offset = _in.Position;
        instruction.Opcode = (Opcode)_in.ReadByte();
        if (instruction.Opcode == Opcode.Prefix) { ReadPrefixed(ref instruction); }
        else { ReadImmediates(ref instruction); }
    }

    /// <summary>Reads the listed targets of a <c>br_table</c> that this reader has passed.</summary>
    public readonly void ReadTargets(in Instruction instruction, List<uint> targets)
    {
        targets.Clear();
        var reader = new ByteReader(_module, instruction.TargetsOffset, _in.End);
        for (uint i = 0; i < instruction.Index; i++) { targets.Add(reader.ReadU32()); }
    }

    private readonly bool Has(WasmFeatures feature) => (_features & feature) != 0;

    private readonly void Need(WasmFeatures feature)
    {
        if (!Has(feature)) { throw _in.Invalid($"{feature} is not enabled"); }
    }

    // Dispatch over the opcodes: long, but each line is one rule.
    private void ReadImmediates(ref Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.If:
                instruction.Bits = ReadBlockType();
                break;
            case Opcode.Br or Opcode.BrIf or Opcode.Call or (>= Opcode.LocalGet and <= Opcode.GlobalSet):
                instruction.Index = _in.ReadU32();
                break;
            case Opcode.BrTable:
                ReadBrTable(ref instruction);
                break;
            case Opcode.CallIndirect:
                instruction.Index = _in.ReadU32();
                instruction.Second = ReadTableIndex();
                break;
            case Opcode.TableGet or Opcode.TableSet:
                Need(WasmFeatures.ReferenceTypes);
                instruction.Index = _in.ReadU32();
                break;
            case Opcode.SelectTyped:
                Need(WasmFeatures.ReferenceTypes);
                ReadSelectTypes(ref instruction);
                break;
            case >= Opcode.I32Load and <= Opcode.I64Store32:
                instruction.Index = _in.ReadU32();
                instruction.Second = _in.ReadU32();
                break;
            case Opcode.MemorySize or Opcode.MemoryGrow:
                ReadZeroByte();
                break;
            case Opcode.I32Const:
                instruction.Bits = _in.ReadS32();
                break;
            case Opcode.I64Const:
                instruction.Bits = _in.ReadS64();
                break;
            case Opcode.F32Const:
                instruction.Bits = _in.ReadF32Bits();
                break;
            case Opcode.F64Const:
                instruction.Bits = (long)_in.ReadF64Bits();
                break;
            case >= Opcode.I32Extend8S and <= Opcode.I64Extend32S:
                Need(WasmFeatures.SignExtension);
                break;
            case Opcode.RefNull:
                Need(WasmFeatures.ReferenceTypes);
                instruction.Bits = ReadReferenceType();
                break;
            case Opcode.RefIsNull:
                Need(WasmFeatures.ReferenceTypes);
                break;
            case Opcode.RefFunc:
                Need(WasmFeatures.ReferenceTypes);
                instruction.Index = _in.ReadU32();
                break;
            case <= Opcode.Else or Opcode.End or Opcode.Return or Opcode.Drop or Opcode.Select or (>= Opcode.I32Eqz and <= Opcode.F64ReinterpretI64):
                break;
            default:
                throw Illegal(instruction.Opcode);
        }
    }

    private void ReadPrefixed(ref Instruction instruction)
    {
        uint number = _in.ReadU32();
        if (number > Opcode.TableFill - Opcode.I32TruncSatF32S) { throw _in.Malformed($"illegal opcode fc {number:x2}"); }
        instruction.Opcode = (Opcode)((uint)Opcode.I32TruncSatF32S + number);
        Need(FeatureOf(instruction.Opcode));
        switch (instruction.Opcode)
        {
            case Opcode.MemoryInit:
                instruction.Index = _in.ReadU32();
                ReadZeroByte();
                break;
            case Opcode.MemoryCopy:
                ReadZeroByte();
                ReadZeroByte();
                break;
            case Opcode.MemoryFill:
                ReadZeroByte();
                break;
            case Opcode.TableInit or Opcode.TableCopy:
                instruction.Index = _in.ReadU32();
                instruction.Second = _in.ReadU32();
                break;
            case >= Opcode.DataDrop:
                instruction.Index = _in.ReadU32();
                break;
        }
    }

    private static WasmFeatures FeatureOf(Opcode opcode) => opcode switch
    {
        <= Opcode.I64TruncSatF64U => WasmFeatures.SaturatingConversions,
        >= Opcode.TableGrow => WasmFeatures.ReferenceTypes,
        _ => WasmFeatures.BulkMemory,
    };

    private long ReadBlockType()
    {
        byte first = _in.Peek();
        if (first == 0x40)
        {
            _in.Position++;
            return EmptyBlock;
        }

        if ((first & 0xc0) == 0x40) { return (sbyte)((byte)ValueTypes.Read(ref _in, _features) << 1) >> 1; }
        long index = _in.ReadS33();
        if (index < 0) { throw _in.Malformed("malformed block type"); }
        Need(WasmFeatures.MultiValue);
        return index;
    }

    private void ReadBrTable(ref Instruction instruction)
    {
        instruction.Index = (uint)_in.ReadCount("br_table targets", ModuleLimits.FunctionBytes);
        instruction.TargetsOffset = _in.Position;
        for (uint i = 0; i < instruction.Index; i++) { _in.ReadU32(); }
        instruction.Second = _in.ReadU32();
    }

    private void ReadSelectTypes(ref Instruction instruction)
    {
        if (_in.ReadU32() != 1) { throw _in.Invalid("invalid result arity"); }
        instruction.Bits = (long)ValueTypes.Read(ref _in, _features);
    }

    private long ReadReferenceType()
    {
        ValueType type = ValueTypes.Read(ref _in, _features);
        return ValueTypes.IsReference(type) ? (long)type : throw _in.Malformed("malformed reference type");
    }

    private uint ReadTableIndex()
    {
        if (Has(WasmFeatures.LongTableIndex)) { return _in.ReadU32(); }
        ReadZeroByte();
        return 0;
    }

    private void ReadZeroByte()
    {
        if (_in.ReadByte() != 0) { throw _in.Malformed("zero byte expected"); }
    }

    private readonly WasmModuleException Illegal(Opcode opcode) => _in.Malformed($"illegal opcode {(int)opcode:x2}");
}
