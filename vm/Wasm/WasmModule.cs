using FvmCompute.Vm.Wasm.Compilation;
using FvmCompute.Vm.Wasm.Decoding;
using FvmCompute.Vm.Wasm.Validation;

namespace FvmCompute.Vm.Wasm;

/// <summary>
/// A validated module. Immutable and thread-safe; functions are compiled at their first call, once for all instances. Code is collected with the module.
/// </summary>
public sealed class WasmModule
{
    private readonly Dictionary<string, ExportEntry> _exports = new(StringComparer.Ordinal);

    private WasmModule(ReadOnlyMemory<byte> bytes, ModuleOptions options, ModuleData data, ModuleFacts facts)
    {
        (Bytes, Options, Data, Facts) = (bytes, options, data, facts);
        foreach (ExportEntry export in data.Exports) { _exports.Add(export.Name, export); }
        GasCounts = options.CountsGasByFunction ? GC.AllocateArray<long>(data.Functions.Count, pinned: true) : [];
        Code = new ModuleCode(this);
    }

    public ModuleOptions Options { get; }

    /// <summary>What the module imports, in its order.</summary>
    public IEnumerable<WasmImport> Imports => Data.Imports.Select(import => import.Import);

    /// <summary>Names and kinds of what the module exports, in its order.</summary>
    public IEnumerable<(string Name, ExternKind Kind)> Exports => Data.Exports.Select(export => (export.Name, export.Kind));

    /// <summary>Bytes its memory starts with; 0 without one.</summary>
    public long InitialMemoryBytes => Data.Memories.Count == 0 ? 0 : Data.Memories[0].Minimum * (long)WasmMemory.PageBytes;

    /// <summary>The size of the module's bytes.</summary>
    public int Size => Bytes.Length;

    /// <summary>
    /// Milligas that instructions of each function have cost in all instances so far, imported functions first (always 0). A call's price is the
    /// caller's. Empty unless the options ask for it; exact only while the module runs on one thread.
    /// </summary>
    public ReadOnlySpan<long> GasByFunction => GasCounts;

    internal long[] GasCounts { get; }

    internal ReadOnlyMemory<byte> Bytes { get; }

    internal ModuleData Data { get; }

    internal ModuleFacts Facts { get; }

    internal ModuleCode Code { get; }

    /// <summary>
    /// Decodes and validates. The bytes must not change afterwards. Time and memory are linear in their length; throws
    /// <see cref="WasmModuleException"/> and nothing else.
    /// </summary>
    public static WasmModule Load(ReadOnlyMemory<byte> bytes, ModuleOptions options)
    {
        ModuleData data = Decoder.Decode(bytes.Span, options.Features);
        ModuleFacts facts = ModuleValidator.Validate(bytes.Span, data, options);
        return new WasmModule(bytes, options, data, facts);
    }

    /// <summary>The same as <see cref="Load"/> with the error as a value.</summary>
    public static bool TryLoad(
        ReadOnlyMemory<byte> bytes,
        ModuleOptions options,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out WasmModule? module,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out WasmModuleException? error)
    {
        try
        {
            (module, error) = (Load(bytes, options), null);
            return true;
        }
        catch (WasmModuleException caught)
        {
            (module, error) = (null, caught);
            return false;
        }
    }

    /// <summary>The signature of an exported function, or null when there is none of that name.</summary>
    public FunctionType? ExportedFunction(string name) =>
        TryExport(name, ExternKind.Function, out ExportEntry export) ? Data.Functions[export.Index] : null;

    /// <summary>Elements the exported table of that name starts with, or null when there is none.</summary>
    public uint? ExportedTableMinimum(string name) =>
        TryExport(name, ExternKind.Table, out ExportEntry export) ? Data.Tables[export.Index].Limits.Minimum : null;

    internal bool TryExport(string name, out ExportEntry export) => _exports.TryGetValue(name, out export);

    private bool TryExport(string name, ExternKind kind, out ExportEntry export) => TryExport(name, out export) && export.Kind == kind;
}
