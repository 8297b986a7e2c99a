using FvmCompute.Vm.Blockstores;

namespace FvmCompute.Vm.Chain;

/// <summary>How to open an embedded chain.</summary>
public sealed record ChainOptions
{
    /// <summary>The folder of the chain's files; one process at a time.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// What an empty folder starts from. For a folder that has a chain it may be null; if it is not, the chain must have begun from exactly this.
    /// </summary>
    public Genesis? Genesis { get; init; }

    /// <summary>Makes the genesis of a chain that begins with values of the moment, such as a random seed; called only when the folder has no chain yet.</summary>
    public Func<Genesis>? NewGenesis { get; init; }

    /// <summary>
    /// Real time from tipset to tipset. Null: tipsets are made by <see cref="EmbeddedChain.CreateTipset"/> and <see cref="EmbeddedChain.AdvanceTo"/> only.
    /// </summary>
    public TimeSpan? BlockTime { get; init; }

    public PoolLimits Pool { get; init; } = new();

    public FileBlockstoreOptions Store { get; init; } = new();
}
