namespace FvmCompute.Vm.Wasm.Decoding;

internal ref partial struct Decoder
{
    private void ReadImports()
    {
        int count = _in.ReadCount("imports", ModuleLimits.Imports);
        for (int i = 0; i < count; i++)
        {
            string module = _in.ReadName();
            string name = _in.ReadName();
            byte kind = _in.ReadByte();
            if (kind > (byte)ExternKind.Global) { throw _in.Malformed("malformed import kind"); }
            (int index, FunctionType? signature) = ReadImported((ExternKind)kind);
            _module.Imports.Add(new ImportEntry(new WasmImport(module, name, (ExternKind)kind, signature), index));
        }

        _module.ImportedFunctions = _module.Functions.Count;
        _module.ImportedTables = _module.Tables.Count;
        _module.ImportedMemories = _module.Memories.Count;
        _module.ImportedGlobals = _module.Globals.Count;
    }

    private (int Index, FunctionType? Signature) ReadImported(ExternKind kind)
    {
        switch (kind)
        {
            case ExternKind.Function:
                FunctionType signature = TypeAt(_in.ReadU32());
                _module.Functions.Add(signature);
                return (_module.Functions.Count - 1, signature);
            case ExternKind.Table:
                _module.Tables.Add(ReadTableType());
                return (_module.Tables.Count - 1, null);
            case ExternKind.Memory:
                _module.Memories.Add(ReadLimits());
                return (_module.Memories.Count - 1, null);
            default:
                _module.Globals.Add(ReadGlobalType());
                return (_module.Globals.Count - 1, null);
        }
    }

    private void ReadFunctions()
    {
        _declaredFunctions = _in.ReadCount("functions", ModuleLimits.Functions);
        for (int i = 0; i < _declaredFunctions; i++) { _module.Functions.Add(TypeAt(_in.ReadU32())); }
    }

    private void ReadTables()
    {
        int count = _in.ReadCount("tables", ModuleLimits.Tables);
        for (int i = 0; i < count; i++) { _module.Tables.Add(ReadTableType()); }
    }

    private void ReadMemories()
    {
        int count = _in.ReadCount("memories", ModuleLimits.Memories);
        for (int i = 0; i < count; i++) { _module.Memories.Add(ReadLimits()); }
    }

    private void ReadGlobals()
    {
        var initializers = new ConstantExpression[_in.ReadCount("globals", ModuleLimits.Globals)];
        for (int i = 0; i < initializers.Length; i++)
        {
            _module.Globals.Add(ReadGlobalType());
            initializers[i] = ReadConstant();
        }

        _module.GlobalInitializers = initializers;
    }

    private void ReadExports()
    {
        var exports = new ExportEntry[_in.ReadCount("exports", ModuleLimits.Exports)];
        for (int i = 0; i < exports.Length; i++)
        {
            string name = _in.ReadName();
            byte kind = _in.ReadByte();
            if (kind > (byte)ExternKind.Global) { throw _in.Malformed("malformed export kind"); }
            exports[i] = new ExportEntry(name, (ExternKind)kind, ReadIndex(), _in.Position);
        }

        _module.Exports = exports;
    }

    private void ReadStart()
    {
        _module.StartOffset = _in.Position;
        _module.StartFunction = ReadIndex();
    }

    /// <summary>An index that validation will compare with the size of its index space; those are all below 2^31.</summary>
    private int ReadIndex() => (int)Math.Min(_in.ReadU32(), int.MaxValue);

    private void ReadBodies()
    {
        var bodies = new FunctionBody[_in.ReadCount("function bodies", ModuleLimits.Functions)];
        for (int i = 0; i < bodies.Length; i++)
        {
            uint size = _in.ReadU32();
            int start = _in.Position;
            _in.ReadBytes(size);
            if (size > ModuleLimits.FunctionBytes)
            {
                throw new WasmModuleException(WasmModuleError.Rejected, start, $"function of {size} bytes, at most {ModuleLimits.FunctionBytes} are accepted");
            }

            bodies[i] = new FunctionBody(start, _in.Position);
        }

        _module.Bodies = bodies;
    }
}
