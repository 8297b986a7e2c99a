namespace FvmCompute.Vm.Wasm.Decoding;

/// <summary>What the sections of a module say, not yet validated. Index spaces start with the imports, in the module's order.</summary>
internal sealed class ModuleData
{
    public FunctionType[] Types = [];
    public List<ImportEntry> Imports = [];
    public List<FunctionType> Functions = [];
    public List<TableType> Tables = [];
    public List<Limits> Memories = [];
    public List<GlobalType> Globals = [];
    public ConstantExpression[] GlobalInitializers = [];
    public ExportEntry[] Exports = [];
    public ElementSegment[] Elements = [];
    public DataSegment[] Data = [];
    public FunctionBody[] Bodies = [];
    public uint? DataCount;
    public int StartFunction = -1;
    public int StartOffset;
    public int ImportedFunctions;
    public int ImportedGlobals;
    public int ImportedTables;
    public int ImportedMemories;
}

internal readonly record struct Limits(uint Minimum, uint? Maximum, int Offset);

internal readonly record struct TableType(ValueType Element, Limits Limits);

internal readonly record struct GlobalType(ValueType Type, bool Mutable);

/// <summary>An import: what the host sees of it, and its place in its index space.</summary>
internal sealed record ImportEntry(WasmImport Import, int Index);

internal readonly record struct ExportEntry(string Name, ExternKind Kind, int Index, int Offset);

/// <summary>Where a function's locals and code lie: <c>[Start, End)</c> of the module's bytes.</summary>
internal readonly record struct FunctionBody(int Start, int End);

internal enum ConstantKind : byte
{
    Value,
    GlobalGet,
    RefNull,
    RefFunc,
}

/// <summary>A constant expression of one instruction. <see cref="Bits"/> is the value, or the index of the global or function.</summary>
internal readonly record struct ConstantExpression(ConstantKind Kind, ValueType Type, long Bits, int Offset)
{
    public int Index => (int)Bits;
}

internal enum SegmentMode : byte
{
    Active,
    Passive,
    Declarative,
}

internal sealed record ElementSegment(SegmentMode Mode, int Table, ConstantExpression Place, ValueType Type, ConstantExpression[] Items, bool UsesExpressions, int Offset);

internal sealed record DataSegment(SegmentMode Mode, int Memory, ConstantExpression Place, int Start, int Length, int Offset);
