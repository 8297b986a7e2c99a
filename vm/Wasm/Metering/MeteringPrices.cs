namespace FvmCompute.Vm.Wasm.Metering;

/// <summary>
/// Prices, in milligas, of WebAssembly execution, and the stack limit. One rule set of the network is one value of this type.
/// The algorithm that places the charges is that of fvm-wasm-instrument 0.4.0.
/// </summary>
public sealed record MeteringPrices
{
    /// <summary>The prices of FVM 3 and 4 (network versions 18 and later).</summary>
    public static MeteringPrices Fvm { get; } = new();

    /// <summary>Price of every instruction that is not free (<c>BlockMeter</c> lists the free ones).</summary>
    public long Instruction { get; init; } = 4_000;

    /// <summary>Price per byte of <c>memory.copy</c>, <c>memory.fill</c> and <c>memory.init</c>, on top of <see cref="Instruction"/>.</summary>
    public long MemoryByte { get; init; } = 400;

    /// <summary>Price per page of <c>memory.grow</c>, taken whether or not the memory grows.</summary>
    public long MemoryGrowPage { get; init; } = 400 * WasmMemory.PageBytes;

    /// <summary>Price per element of <c>table.copy</c>, <c>table.init</c>, <c>table.fill</c> and <c>table.grow</c>.</summary>
    public long TableElement { get; init; } = 3_200;

    /// <summary>
    /// Price of a <c>call</c> to a function of the module: 8 instructions of the stack limiter before it, the call, 4 after it.
    /// Also what a thunk costs on entry, without its parameters.
    /// </summary>
    public long LimitedCall { get; init; } = 13 * 4_000;

    /// <summary>Price per parameter that a thunk hands on (one <c>local.get</c>).</summary>
    public long ThunkParameter { get; init; } = 4_000;

    /// <summary>Largest sum of stack costs of the functions that are active in one instance.</summary>
    public uint MaxStackUnits { get; init; } = 2048;

    /// <summary>Whether the default label of <c>br_table</c> counts as a forward target (0.2.0 yes; 0.4.0 overlooks it).</summary>
    public bool BrTableDefaultIsTarget { get; init; }
}
