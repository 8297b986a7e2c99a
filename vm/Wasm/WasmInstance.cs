using FvmCompute.Vm.Wasm.Decoding;

namespace FvmCompute.Vm.Wasm;

/// <summary>
/// One instance of a module: its memory, tables, globals and gas counter. Single-threaded. <see cref="Dispose"/> frees the memory it made;
/// nothing of the instance may be used afterwards.
/// </summary>
public sealed partial class WasmInstance : IDisposable
{
    /// <summary>Milligas left; negative after an out-of-gas trap. Compiled code keeps it in a register between calls and writes it back before each.</summary>
    internal long Gas;

    /// <summary>Address of byte 0 of memory 0; 0 without a memory.</summary>
    internal nint MemoryBase;

    /// <summary>Compiled code traps when a local's address is below this.</summary>
    internal nint StackLimit;

    /// <summary>Address of the first global's cell (defined globals), or of a pointer to it (imported ones, first).</summary>
    internal nint GlobalCells;

    /// <summary>Stack units (or call depth) in use by the frames below a host call.</summary>
    internal uint StackUnits;

    internal WasmTable[] Tables = [];
    internal WasmFunction[] ImportedFunctions = [];
    internal WasmGlobal[] Globals = [];

    private readonly WasmFunction?[] _functions;
    private readonly bool[] _droppedElements;
    private readonly bool[] _droppedData;
    private readonly MemoryLimiter _limiter;
    private readonly bool _ownsMemory;
    private bool _initialized;

    /// <summary>
    /// Links <paramref name="module"/> and makes its memory, tables and globals. No code runs and no segment is copied until <see cref="Initialize"/>.
    /// Throws <see cref="WasmLinkException"/>.
    /// </summary>
    public WasmInstance(WasmModule module, IImports imports, MemoryLimiter limiter)
    {
        (Module, _limiter) = (module, limiter);
        ModuleData data = module.Data;
        _functions = new WasmFunction?[data.Functions.Count];
        _droppedElements = new bool[data.Elements.Length];
        _droppedData = new bool[data.Data.Length];
        LinkImports(imports);
        _ownsMemory = data.Memories.Count > data.ImportedMemories;
        MakeTables();
        MakeMemory();
        MakeGlobals();
    }

    public WasmModule Module { get; }

    /// <summary>Memory 0, or null when the module has none.</summary>
    public WasmMemory? Memory { get; private set; }

    /// <summary>
    /// Milligas left. The host sets it before <see cref="Initialize"/> and <see cref="Invoke(string, ReadOnlySpan{long}, Span{long})"/>,
    /// may read and write it inside a host function, and reads it after.
    /// A negative value is what remained to be paid when the code ran out.
    /// </summary>
    public long GasCounter
    {
        get => Gas;
        set => Gas = value;
    }

    /// <summary>What the module exports under that name, or null.</summary>
    public WasmExtern? Export(string name)
    {
        if (!Module.TryExport(name, out ExportEntry export)) { return null; }
        return export.Kind switch
        {
            ExternKind.Function => FunctionAt(export.Index),
            ExternKind.Table => Tables[export.Index],
            ExternKind.Memory => Memory,
            _ => Globals[export.Index],
        };
    }

    public void Dispose()
    {
        if (_ownsMemory) { Memory?.Dispose(); }
    }
}
