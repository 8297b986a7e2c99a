using System.Numerics;
using FvmCompute.Filecoin.Cbor;

namespace FvmCompute.Filecoin.Numbers;

/// <summary>An amount of the native token, counted in attoFIL (10^−18 FIL). May be negative in between; fields on the chain say whether they may be.</summary>
public readonly partial record struct TokenAmount(BigInteger Atto) : IComparable<TokenAmount>
{
    public static readonly TokenAmount Zero = default;

    public static TokenAmount FromFil(BigInteger wholeFil) => new(wholeFil * AttoPerFil);

    public int Sign => Atto.Sign;

    public bool IsZero => Atto.IsZero;

    public static implicit operator TokenAmount(long atto) => new(atto);

    public static TokenAmount operator +(TokenAmount left, TokenAmount right) => new(left.Atto + right.Atto);

    public static TokenAmount operator -(TokenAmount left, TokenAmount right) => new(left.Atto - right.Atto);

    public static TokenAmount operator -(TokenAmount value) => new(-value.Atto);

    public static TokenAmount operator *(TokenAmount left, BigInteger factor) => new(left.Atto * factor);

    public static bool operator <(TokenAmount left, TokenAmount right) => left.Atto < right.Atto;

    public static bool operator >(TokenAmount left, TokenAmount right) => left.Atto > right.Atto;

    public static bool operator <=(TokenAmount left, TokenAmount right) => left.Atto <= right.Atto;

    public static bool operator >=(TokenAmount left, TokenAmount right) => left.Atto >= right.Atto;

    public static TokenAmount Min(TokenAmount left, TokenAmount right) => left < right ? left : right;

    public static TokenAmount Max(TokenAmount left, TokenAmount right) => left > right ? left : right;

    public int CompareTo(TokenAmount other) => Atto.CompareTo(other.Atto);

    /// <summary>An amount of any sign, see <see cref="CborBigInteger"/>.</summary>
    public static TokenAmount Read(ref CborReader reader) => new(CborBigInteger.Read(ref reader));

    /// <summary>An amount of zero or more; others are refused as <c>bigint.negative</c>.</summary>
    public static TokenAmount ReadNonNegative(ref CborReader reader) => new(CborBigInteger.ReadNonNegative(ref reader));

    public void Write(ref CborWriter writer) => CborBigInteger.Write(ref writer, Atto);
}
