using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Machine;

namespace FvmCompute.Vm.Chain;

/// <summary>What executing messages may ask the chain.</summary>
internal sealed class ChainExterns(ChainRandomness randomness, Func<long, Cid> tipsetAtOrBefore) : IExterns
{
    public bool TryGetChainRandomness(long epoch, Span<byte> into)
    {
        if (epoch >= 0) { randomness.Ticket(epoch, into); }

        return epoch >= 0;
    }

    public bool TryGetBeaconRandomness(long epoch, Span<byte> into)
    {
        if (epoch >= 0) { randomness.Beacon(epoch, into); }

        return epoch >= 0;
    }

    public Cid GetTipsetCid(long epoch) => tipsetAtOrBefore(epoch);
}
