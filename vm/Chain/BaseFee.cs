using System.Numerics;
using FvmCompute.Filecoin.Numbers;

namespace FvmCompute.Vm.Chain;

/// <summary>
/// How the base fee moves from tipset to tipset: by up to an eighth towards filling half of the gas a tipset may hold (the rule of EIP-1559 and of lotus
/// <c>chain/store/basefee.go</c>, here with one block in each tipset). Rounds without a tipset do not move it.
/// </summary>
public static class BaseFee
{
    /// <summary>Gas limits of the messages of one tipset sum up to this at most.</summary>
    public const ulong TipsetGasLimit = 10_000_000_000;

    /// <summary>Sum of gas limits at which the fee stays.</summary>
    public const ulong TipsetGasTarget = TipsetGasLimit / 2;

    private const int MaxChangeDivisor = 8;

    /// <summary>attoFIL for each unit of gas.</summary>
    public static TokenAmount Minimum { get; } = 100;

    /// <param name="gasLimits">Sum of the gas limits of the previous tipset's messages.</param>
    public static TokenAmount Next(TokenAmount previous, ulong gasLimits)
    {
        BigInteger delta = (BigInteger)Math.Min(gasLimits, TipsetGasLimit) - TipsetGasTarget;
        BigInteger change = previous.Atto * delta / TipsetGasTarget / MaxChangeDivisor;
        return TokenAmount.Max(Minimum, new TokenAmount(previous.Atto + change));
    }
}
