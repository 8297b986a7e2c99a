using System.Numerics;
using FvmCompute.Filecoin.Numbers;

namespace FvmCompute.Vm.Machine;

/// <summary>
/// Who gets the gas fees of a message. Burn, tip and refund add up to fee cap × gas limit, what the sender paid ahead. The penalty is the miner's, for including a message
/// that does not cover the base fee; it is only reported.
/// </summary>
public sealed record GasOutputs(
    TokenAmount BaseFeeBurn, TokenAmount OverEstimationBurn, TokenAmount MinerPenalty, TokenAmount MinerTip, TokenAmount Refund, ulong GasRefund, ulong GasBurned)
{
    // A sender may overestimate by a tenth for free; the more beyond, the larger the part of the unused gas that is burnt.
    private const int OveruseNumerator = 11;
    private const int OveruseDenominator = 10;

    public static GasOutputs None { get; } = PenaltyOnly(TokenAmount.Zero);

    /// <summary>A message that could not even be included: nobody but the miner pays.</summary>
    public static GasOutputs PenaltyOnly(TokenAmount penalty) => new(TokenAmount.Zero, TokenAmount.Zero, penalty, TokenAmount.Zero, TokenAmount.Zero, 0, 0);

    public static GasOutputs Compute(ulong gasUsed, ulong gasLimit, TokenAmount baseFee, TokenAmount feeCap, TokenAmount premium)
    {
        TokenAmount paidBaseFee = TokenAmount.Min(baseFee, feeCap);
        TokenAmount tip = TokenAmount.Min(premium, feeCap - paidBaseFee) * gasLimit;
        (ulong refundedGas, ulong burnedGas) = SplitUnused(gasUsed, gasLimit);
        TokenAmount baseFeeBurn = paidBaseFee * gasUsed;
        TokenAmount overEstimationBurn = paidBaseFee * burnedGas;
        TokenAmount penalty = (baseFee - paidBaseFee) * ((BigInteger)gasUsed + burnedGas);
        TokenAmount refund = (feeCap * gasLimit) - baseFeeBurn - tip - overEstimationBurn;
        return new(baseFeeBurn, overEstimationBurn, penalty, tip, refund, refundedGas, burnedGas);
    }

    /// <summary>Splits the gas that was not used into what is refunded and what is burnt; all is burnt if nothing was used.</summary>
    internal static (ulong Refunded, ulong Burned) SplitUnused(ulong gasUsed, ulong gasLimit)
    {
        if (gasUsed == 0) { return (0, gasLimit); }

        UInt128 free = (UInt128)gasUsed * OveruseNumerator / OveruseDenominator;
        UInt128 over = free < gasLimit ? UInt128.Min(gasLimit - free, gasUsed) : 0;
        ulong unused = gasLimit < gasUsed ? 0 : gasLimit - gasUsed;
        ulong burned = (ulong)(unused * over / gasUsed);
        return (unused - burned, burned);
    }
}
