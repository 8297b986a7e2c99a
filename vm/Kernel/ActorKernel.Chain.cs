using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Machine;

namespace FvmCompute.Vm.Kernel;

/// <summary>The chain around the message: its context, randomness and tipsets (FIP-0075).</summary>
public sealed partial class ActorKernel
{
    public const int RandomnessBytes = 32;

    public MachineContext Network => _calls.Context;

    public ulong Origin => _calls.Origin;

    public ulong MessageNonce => _calls.Nonce;

    public TokenAmount GasPremium => _calls.GasPremium;

    public SyscallResult GetTipsetCid(long epoch, out Cid? cid)
    {
        cid = null;
        long lookback = Network.Epoch - epoch;
        if (epoch < 0 || lookback <= 0) { return Fail(ErrorNumber.IllegalArgument, $"epoch {epoch} is not one of 0 to {Network.Epoch - 1}"); }

        Charge(Prices.OnTipsetCid((ulong)lookback));
        cid = _calls.Externs.GetTipsetCid(epoch);
        return SyscallResult.Ok;
    }

    public SyscallResult GetChainRandomness(long epoch, Span<byte> randomness) =>
        ChargeRandomness(epoch) && Answer(_calls.Externs.TryGetChainRandomness(epoch, randomness), epoch);

    public SyscallResult GetBeaconRandomness(long epoch, Span<byte> randomness) =>
        ChargeRandomness(epoch) && Answer(_calls.Externs.TryGetBeaconRandomness(epoch, randomness), epoch);

    /// <summary>
    /// An epoch in the future is charged as an enormous lookback, which no limit covers: the difference is taken as unsigned. Only a difference that does not fit 64 bits is an error.
    /// </summary>
    private SyscallResult ChargeRandomness(long epoch)
    {
        Int128 lookback = (Int128)Network.Epoch - epoch;
        if (lookback > long.MaxValue || lookback < long.MinValue) { return Fail(ErrorNumber.IllegalArgument, $"randomness epoch {epoch} is out of range"); }

        Charge(Prices.OnGetRandomness((ulong)(long)lookback));
        return SyscallResult.Ok;
    }

    private static SyscallResult Answer(bool known, long epoch) =>
        known ? SyscallResult.Ok : Fail(ErrorNumber.IllegalArgument, $"the node has no randomness for epoch {epoch}");
}
