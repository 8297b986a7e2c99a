namespace FvmCompute.Vm.Wasm.Decoding;

/// <summary>Bounds on what one module may declare; the numbers are those of wasmparser, so that what the network accepts is accepted here.</summary>
internal static class ModuleLimits
{
    public const int Types = 1_000_000;
    public const int Functions = 1_000_000;
    public const int Imports = 1_000_000;
    public const int Exports = 1_000_000;
    public const int Globals = 1_000_000;
    public const int Segments = 100_000;
    public const int SegmentItems = 10_000_000;
    public const int Tables = 100;
    public const int Memories = 100;
    public const int Parameters = 1_000;
    public const int Results = 1_000;
    public const int FunctionBytes = 7_654_321;
    public const int Locals = 50_000;
    public const uint Pages = 65_536;
}
