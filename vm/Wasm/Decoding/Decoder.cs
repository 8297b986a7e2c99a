namespace FvmCompute.Vm.Wasm.Decoding;

/// <summary>Reads the binary form of a module (WebAssembly core specification, chapter 5). Function bodies are only located.</summary>
internal ref partial struct Decoder
{
    private const uint Magic = 0x6d736100;
    private const uint Version = 1;
    private const int DataCountSection = 12;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly WasmFeatures _features;
    private readonly ModuleData _module;
    private ByteReader _in;
    private int _declaredFunctions;

    private Decoder(ReadOnlySpan<byte> bytes, WasmFeatures features)
    {
        _bytes = bytes;
        _features = features;
        _module = new ModuleData();
        _in = new ByteReader(bytes, 0, bytes.Length);
    }

    public static ModuleData Decode(ReadOnlySpan<byte> bytes, WasmFeatures features)
    {
        var decoder = new Decoder(bytes, features);
        decoder.ReadHeader();
        decoder.ReadSections();
        return decoder._module;
    }

    private readonly bool Has(WasmFeatures feature) => (_features & feature) != 0;

    private void ReadHeader()
    {
        if (_bytes.Length < 4 || _in.ReadF32Bits() != Magic) { throw _in.Malformed("magic header not detected"); }
        if (_bytes.Length < 8 || _in.ReadF32Bits() != Version) { throw _in.Malformed("unknown binary version"); }
    }

    private void ReadSections()
    {
        int lastRank = 0;
        while (!_in.AtEnd)
        {
            byte id = _in.ReadByte();
            uint size = _in.ReadU32();
            if (size > (uint)_in.Remaining) { throw _in.Malformed("length out of bounds"); }
            ByteReader outer = _in;
            int end = _in.Position + (int)size;
            _in = new ByteReader(_bytes, _in.Position, end);
            if (id != 0) { CheckOrder(id, ref lastRank); }
            ReadSection(id);
            if (!_in.AtEnd) { throw _in.Malformed("section size mismatch"); }
            outer.Position = end;
            _in = outer;
        }

        CheckCounts();
    }

    private readonly void CheckOrder(byte id, ref int lastRank)
    {
        int rank = Rank(id);
        if (rank == 0) { throw _in.Malformed($"malformed section id {id}"); }
        if (rank <= lastRank) { throw _in.Malformed("unexpected content after last section"); }
        lastRank = rank;
    }

    /// <summary>The place of a section in the prescribed order; the data count section comes before the code.</summary>
    private readonly int Rank(byte id) => id switch
    {
        >= 1 and <= 9 => id,
        DataCountSection when Has(WasmFeatures.BulkMemory) => 10,
        10 => 11,
        11 => 12,
        _ => 0,
    };

    private void ReadSection(byte id)
    {
        switch (id)
        {
            case 0: ReadCustom(); break;
            case 1: ReadTypes(); break;
            case 2: ReadImports(); break;
            case 3: ReadFunctions(); break;
            case 4: ReadTables(); break;
            case 5: ReadMemories(); break;
            case 6: ReadGlobals(); break;
            case 7: ReadExports(); break;
            case 8: ReadStart(); break;
            case 9: ReadElements(); break;
            case 10: ReadBodies(); break;
            case 11: ReadData(); break;
            default: _module.DataCount = _in.ReadU32(); break;
        }
    }

    /// <summary>Custom sections are ignored but for their name, which must be well-formed.</summary>
    private void ReadCustom()
    {
        _in.ReadName();
        _in.Position = _in.End;
    }

    private readonly void CheckCounts()
    {
        if (_declaredFunctions != _module.Bodies.Length) { throw _in.Malformed("function and code section have inconsistent lengths"); }
        if (_module.DataCount is uint count && count != _module.Data.Length)
        {
            throw _in.Malformed("data count and data section have inconsistent lengths");
        }
    }
}
