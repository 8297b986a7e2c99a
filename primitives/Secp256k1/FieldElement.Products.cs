using System.Runtime.CompilerServices;
using static FvmCompute.Primitives.Secp256k1.Limbs52;

namespace FvmCompute.Primitives.Secp256k1;

/// <content>Multiplication, squaring and the powers built from them.</content>
internal readonly partial struct FieldElement
{
    private const ulong ShiftedFold = Fold << FactorShift;

    /// <summary>2^260 mod p, the weight of the limb after the top one.</summary>
    private const ulong ShiftedFold260 = (Fold << 4) << FactorShift;

    /// <inheritdoc cref="Multiply(in FieldElement, in FieldElement, out FieldElement)"/>
    public static FieldElement Multiply(in FieldElement a, in FieldElement b)
    {
        Multiply(a, b, out FieldElement product);
        return product;
    }

    /// <inheritdoc cref="Square(in FieldElement, out FieldElement)"/>
    public static FieldElement Square(in FieldElement a)
    {
        Square(a, out FieldElement square);
        return square;
    }

    /// <summary>a·b at magnitude 1; factors as in the remarks of the type. The product may be one of the factors.</summary>
    [SkipLocalsInit]
    public static void Multiply(in FieldElement a, in FieldElement b, out FieldElement product)
    {
        ulong a0 = a._n0 << FactorShift, a1 = a._n1 << FactorShift, a2 = a._n2 << FactorShift, a3 = a._n3 << FactorShift, a4 = a._n4 << FactorShift;
        ulong b0 = b._n0 << FactorShift, b1 = b._n1 << FactorShift, b2 = b._n2 << FactorShift, b3 = b._n3 << FactorShift, b4 = b._n4 << FactorShift;
        ulong s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0, s8 = 0, s9 = 0;
        Accumulate(a0, b0, ref s0, ref s1);
        Accumulate(a0, b1, ref s1, ref s2);
        Accumulate(a1, b0, ref s1, ref s2);
        Accumulate(a0, b2, ref s2, ref s3);
        Accumulate(a1, b1, ref s2, ref s3);
        Accumulate(a2, b0, ref s2, ref s3);
        Accumulate(a0, b3, ref s3, ref s4);
        Accumulate(a1, b2, ref s3, ref s4);
        Accumulate(a2, b1, ref s3, ref s4);
        Accumulate(a3, b0, ref s3, ref s4);
        Accumulate(a0, b4, ref s4, ref s5);
        Accumulate(a1, b3, ref s4, ref s5);
        Accumulate(a2, b2, ref s4, ref s5);
        Accumulate(a3, b1, ref s4, ref s5);
        Accumulate(a4, b0, ref s4, ref s5);
        Accumulate(a1, b4, ref s5, ref s6);
        Accumulate(a2, b3, ref s5, ref s6);
        Accumulate(a3, b2, ref s5, ref s6);
        Accumulate(a4, b1, ref s5, ref s6);
        Accumulate(a2, b4, ref s6, ref s7);
        Accumulate(a3, b3, ref s6, ref s7);
        Accumulate(a4, b2, ref s6, ref s7);
        Accumulate(a3, b4, ref s7, ref s8);
        Accumulate(a4, b3, ref s7, ref s8);
        Accumulate(a4, b4, ref s8, ref s9);
        product = Reduce(s0, s1, s2, s3, s4, s5, s6, s7, s8, s9);
    }

    /// <summary>a² at magnitude 1; a has at most magnitude 8. The square may be a itself.</summary>
    [SkipLocalsInit]
    public static void Square(in FieldElement a, out FieldElement square)
    {
        ulong a0 = a._n0 << FactorShift, a1 = a._n1 << FactorShift, a2 = a._n2 << FactorShift, a3 = a._n3 << FactorShift, a4 = a._n4 << FactorShift;
        ulong s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0, s8 = 0, s9 = 0;
        Accumulate(a0, a0, ref s0, ref s1);
        Accumulate(a1, a1, ref s2, ref s3);
        Accumulate(a2, a2, ref s4, ref s5);
        Accumulate(a3, a3, ref s6, ref s7);
        Accumulate(a4, a4, ref s8, ref s9);
        ulong twice = a0 << 1;
        Accumulate(twice, a1, ref s1, ref s2);
        Accumulate(twice, a2, ref s2, ref s3);
        Accumulate(twice, a3, ref s3, ref s4);
        Accumulate(twice, a4, ref s4, ref s5);
        twice = a1 << 1;
        Accumulate(twice, a2, ref s3, ref s4);
        Accumulate(twice, a3, ref s4, ref s5);
        Accumulate(twice, a4, ref s5, ref s6);
        twice = a2 << 1;
        Accumulate(twice, a3, ref s5, ref s6);
        Accumulate(twice, a4, ref s6, ref s7);
        twice = a3 << 1;
        Accumulate(twice, a4, ref s7, ref s8);
        square = Reduce(s0, s1, s2, s3, s4, s5, s6, s7, s8, s9);
    }

    /// <summary>Folds ten column sums below 2^63 (the last one below 2^54) with 2^260 ≡ 16·Fold and 2^256 ≡ Fold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldElement Reduce(
        ulong s0, ulong s1, ulong s2, ulong s3, ulong s4, ulong s5, ulong s6, ulong s7, ulong s8, ulong s9)
    {
        s6 += s5 >> Bits;
        s7 += s6 >> Bits;
        s8 += s7 >> Bits;
        s9 += s8 >> Bits;
        ulong over = 0;
        Accumulate((s5 & Mask) << FactorShift, ShiftedFold260, ref s0, ref s1);
        Accumulate((s6 & Mask) << FactorShift, ShiftedFold260, ref s1, ref s2);
        Accumulate((s7 & Mask) << FactorShift, ShiftedFold260, ref s2, ref s3);
        Accumulate((s8 & Mask) << FactorShift, ShiftedFold260, ref s3, ref s4);
        Accumulate(s9 << FactorShift, ShiftedFold260, ref s4, ref over);
        s1 += s0 >> Bits;
        s2 += s1 >> Bits;
        s3 += s2 >> Bits;
        s4 += s3 >> Bits;
        s0 &= Mask;
        s1 &= Mask;

        // What lies above bit 256: at most 2^43, as `over` is below 2^39 and s4 below 2^63.
        ulong top = (over << 4) + (s4 >> 48);
        Accumulate(top << FactorShift, ShiftedFold, ref s0, ref s1);
        s1 += s0 >> Bits;
        return new(s0 & Mask, s1, s2 & Mask, s3 & Mask, s4 & TopMask);
    }

    /// <summary>a^(2^count), a of at most magnitude 8.</summary>
    private static FieldElement SquareTimes(in FieldElement a, int count)
    {
        FieldElement r = a;
        for (int i = 0; i < count; i++) { Square(r, out r); }
        return r;
    }

    /// <summary>1 / a by Fermat (0 for 0), constant time; a of magnitude 1.</summary>
    public static FieldElement Invert(in FieldElement a)
    {
        // p − 2 in binary: 223 ones, 0, 22 ones, 0000101101.
        FieldElement t = CommonPower(a, out FieldElement x2);
        t = Multiply(SquareTimes(t, 5), a);
        t = Multiply(SquareTimes(t, 3), x2);
        return Multiply(SquareTimes(t, 2), a);
    }

    /// <summary>a^((p+1)/4): the square root where there is one, so the caller must square it to know; a of magnitude 1.</summary>
    public static FieldElement SquareRootCandidate(in FieldElement a)
    {
        // (p + 1) / 4 in binary: 223 ones, 0, 22 ones, 00001100.
        FieldElement t = CommonPower(a, out FieldElement x2);
        t = Multiply(SquareTimes(t, 6), x2);
        return SquareTimes(t, 2);
    }

    /// <summary>a to the power of (223 ones, 0, 22 ones in binary), and a³ on the way. xN below is a^(2^N − 1).</summary>
    private static FieldElement CommonPower(in FieldElement a, out FieldElement x2)
    {
        x2 = Multiply(Square(a), a);
        FieldElement x3 = Multiply(Square(x2), a);
        FieldElement x6 = Multiply(SquareTimes(x3, 3), x3);
        FieldElement x9 = Multiply(SquareTimes(x6, 3), x3);
        FieldElement x11 = Multiply(SquareTimes(x9, 2), x2);
        FieldElement x22 = Multiply(SquareTimes(x11, 11), x11);
        FieldElement x44 = Multiply(SquareTimes(x22, 22), x22);
        FieldElement x88 = Multiply(SquareTimes(x44, 44), x44);
        FieldElement x176 = Multiply(SquareTimes(x88, 88), x88);
        FieldElement x220 = Multiply(SquareTimes(x176, 44), x44);
        FieldElement x223 = Multiply(SquareTimes(x220, 3), x3);
        return Multiply(SquareTimes(x223, 23), x22);
    }
}
