using System.Diagnostics;

namespace FvmCompute.Primitives.Secp256k1;

/// <summary>Half of a split scalar: a sign and a magnitude below 2^128. Variable time, for public values.</summary>
internal readonly record struct SignedPart(UInt128 Magnitude, bool Negative)
{
    /// <summary>Digits of a <see cref="Recode"/>d part: 128 bits and a carry.</summary>
    public const int MaxDigits = 129;

    /// <summary>From a scalar whose distance to 0 modulo n is below 2^128.</summary>
    public static SignedPart Of(in Scalar scalar)
    {
        bool negative = scalar.IsHigh;
        (UInt128 low, UInt128 high) = (negative ? Scalar.Negate(scalar) : scalar).Halves();
        Debug.Assert(high == 0, "a split scalar is short");
        return new SignedPart(low, negative);
    }

    /// <summary>
    /// Signed digits dᵢ with Σ dᵢ·2ⁱ = this, each 0 or odd below 2^(width−1) in size, at most one in <paramref name="width"/> non-zero.
    /// </summary>
    /// <returns>One more than the place of the highest digit.</returns>
    public int Recode(int width, Span<sbyte> digits)
    {
        digits.Clear();
        UInt128 rest = Magnitude;
        int length = 0;
        for (int place = 0; rest != 0; place++, rest >>= 1)
        {
            int zeros = (int)UInt128.TrailingZeroCount(rest);
            place += zeros;
            rest >>= zeros;
            int digit = (int)(uint)(rest & ((1u << width) - 1));
            if (digit >= 1 << (width - 1)) { digit -= 1 << width; }
            rest = digit < 0 ? rest + (UInt128)(uint)-digit : rest - (UInt128)(uint)digit;
            digits[place] = (sbyte)(Negative ? -digit : digit);
            length = place + 1;
        }

        return length;
    }
}
