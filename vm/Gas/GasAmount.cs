using System.Globalization;

namespace FvmCompute.Vm.Gas;

/// <summary>
/// An amount of gas, held in milligas. Sums and products saturate at 2^64 − 1 milligas and differences at zero, so no input can wrap an amount around;
/// multiplying gas by gas does not compile.
/// </summary>
public readonly record struct GasAmount : IComparable<GasAmount>
{
    public const ulong MilligasPerGas = 1000;

    public static readonly GasAmount Zero;
    public static readonly GasAmount Max = new(ulong.MaxValue);

    private GasAmount(ulong milligas) => Milligas = milligas;

    public ulong Milligas { get; }

    public bool IsZero => Milligas == 0;

    /// <summary>Whole gas, fractions rounded up: how receipts count.</summary>
    public ulong Ceiling => (Milligas / MilligasPerGas) + (Milligas % MilligasPerGas == 0 ? 0UL : 1UL);

    /// <summary>Whole gas, fractions dropped: what <c>gas.available</c> tells an actor.</summary>
    public ulong Floor => Milligas / MilligasPerGas;

    public static GasAmount FromGas(ulong gas) => new(SaturatingMultiply(gas, MilligasPerGas));

    public static GasAmount FromMilligas(ulong milligas) => new(milligas);

    public static GasAmount Min(GasAmount left, GasAmount right) => left <= right ? left : right;

    public static GasAmount operator +(GasAmount left, GasAmount right)
    {
        ulong sum = left.Milligas + right.Milligas;
        return new(sum < left.Milligas ? ulong.MaxValue : sum);
    }

    public static GasAmount operator -(GasAmount left, GasAmount right) => new(left.Milligas <= right.Milligas ? 0 : left.Milligas - right.Milligas);

    public static GasAmount operator *(GasAmount price, ulong count) => new(SaturatingMultiply(price.Milligas, count));

    public static bool operator <(GasAmount left, GasAmount right) => left.Milligas < right.Milligas;

    public static bool operator >(GasAmount left, GasAmount right) => left.Milligas > right.Milligas;

    public static bool operator <=(GasAmount left, GasAmount right) => left.Milligas <= right.Milligas;

    public static bool operator >=(GasAmount left, GasAmount right) => left.Milligas >= right.Milligas;

    public int CompareTo(GasAmount other) => Milligas.CompareTo(other.Milligas);

    /// <summary>Gas with three decimals when there is a fraction, e.g. <c>14000</c> or <c>630.4</c>.</summary>
    public override string ToString()
    {
        ulong fraction = Milligas % MilligasPerGas;
        string whole = Floor.ToString(CultureInfo.InvariantCulture);
        return fraction == 0 ? whole : $"{whole}.{fraction.ToString("000", CultureInfo.InvariantCulture).TrimEnd('0')}";
    }

    private static ulong SaturatingMultiply(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high == 0 ? low : ulong.MaxValue;
    }
}
