using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Vm.Machine;

/// <summary>What only the node knows. Answers must be the same on every node; an exception is fatal.</summary>
public interface IExterns
{
    /// <summary>Randomness of the ticket chain (FIP-0075), 32 bytes; false where there is none for the epoch, which the actor sees as IllegalArgument.</summary>
    bool TryGetChainRandomness(long epoch, Span<byte> randomness);

    /// <summary>Randomness of the beacon; otherwise as <see cref="TryGetChainRandomness"/>.</summary>
    bool TryGetBeaconRandomness(long epoch, Span<byte> randomness);

    /// <summary>The key of the tipset at a past epoch; of the last one before it if there is none.</summary>
    Cid GetTipsetCid(long epoch);
}
