using FvmCompute.Filecoin.Numbers;

namespace FvmCompute.Vm.Chain;

/// <summary>What the message pool takes at most; the defaults follow lotus' pool where it has the same limit.</summary>
/// <param name="Messages">In the whole pool.</param>
/// <param name="MessagesPerSender">Waiting, executable or not.</param>
/// <param name="NonceGap">How far after the sender's next nonce a message may be.</param>
/// <param name="MessageBytes">The signed message.</param>
/// <param name="ReplacementPercent">What the gas premium of a replacement must be of the one it replaces.</param>
public sealed record PoolLimits(
    int Messages = 10_000, int MessagesPerSender = 1_000, ulong NonceGap = 1_000, int MessageBytes = 65_536, int ReplacementPercent = 125)
{
    /// <summary>The value of a message: all FIL there can be.</summary>
    public static TokenAmount MaxValue { get; } = TokenAmount.FromFil(2_000_000_000);
}
