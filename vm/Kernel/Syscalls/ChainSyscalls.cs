using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Machine;

namespace FvmCompute.Vm.Kernel.Syscalls;

/// <summary>Modules <c>network</c> and <c>rand</c>.</summary>
internal static class ChainSyscalls
{
    public const int NetworkContextBytes = 44;

    /// <summary>network.context() → epoch, timestamp, base fee u128, chain id, network version u32.</summary>
    public static SyscallResult NetworkContext(SyscallFrame frame)
    {
        MachineContext network = frame.Kernel.Network;
        return frame.Write().U64((ulong)network.Epoch).U64(network.Timestamp).U128(Amounts.ToUInt128(network.BaseFee, "base fee"))
            .U64(network.ChainId).U32(network.Rules.NetworkVersion).Done();
    }

    /// <summary>network.total_fil_circ_supply() → u128.</summary>
    public static SyscallResult CirculatingSupply(SyscallFrame frame) => frame.Return(Amounts.ToUInt128(frame.Kernel.Network.CirculatingSupply, "circulating supply"));

    /// <summary>network.tipset_cid(epoch, buffer, length) → CID length.</summary>
    public static SyscallResult TipsetCid(SyscallFrame frame)
    {
        Cid? cid = null;
        return frame.CheckBuffer(1) && frame.Kernel.GetTipsetCid(frame.I64(0), out cid) && frame.ReturnCid(1, cid);
    }

    /// <summary>rand.get_chain_randomness(epoch) → 32 bytes.</summary>
    public static SyscallResult ChainRandomness(SyscallFrame frame)
    {
        Span<byte> randomness = stackalloc byte[ActorKernel.RandomnessBytes];
        return frame.Kernel.GetChainRandomness(frame.I64(0), randomness) && frame.Return(randomness);
    }

    /// <summary>rand.get_beacon_randomness(epoch) → 32 bytes.</summary>
    public static SyscallResult BeaconRandomness(SyscallFrame frame)
    {
        Span<byte> randomness = stackalloc byte[ActorKernel.RandomnessBytes];
        return frame.Kernel.GetBeaconRandomness(frame.I64(0), randomness) && frame.Return(randomness);
    }
}
