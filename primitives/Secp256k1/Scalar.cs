using System.Runtime.CompilerServices;
using static FvmCompute.Primitives.Secp256k1.Limbs52;

namespace FvmCompute.Primitives.Secp256k1;

/// <summary>A number modulo the group order n, always in 0..n−1, in limbs of 52 bits. Constant time unless a member says otherwise.</summary>
internal readonly struct Scalar
{
    private const ulong Order0 = 0x25e8cd0364141;
    private const ulong Order1 = 0xe6af48a03bbfd;
    private const ulong Order2 = 0xffffffebaaedc;
    private const ulong Order3 = Mask;
    private const ulong Order4 = TopMask;

    /// <summary>−1 / n mod 2^52.</summary>
    private const ulong NegatedInverse = 0xdff665588b13f;

    private readonly ulong _n0, _n1, _n2, _n3, _n4;

    public Scalar(ulong n0, ulong n1, ulong n2, ulong n3, ulong n4)
    {
        _n0 = n0;
        _n1 = n1;
        _n2 = n2;
        _n3 = n3;
        _n4 = n4;
    }

    /// <summary>(n − 1) / 2: the largest s that counts as low.</summary>
    public static Scalar HalfOrder => new(0x92f46681b20a0, 0x7357a4501ddfe, 0xfffffff5d576e, Mask, 0x7fffffffffff);

    /// <summary>2^520 mod n, which takes a number into Montgomery form (times 2^260).</summary>
    private static Scalar MontgomerySquare => new(0xe180c268b3b23, 0x94fd6e33e4c8e, 0xd07c73b975948, 0xc5e697f5e45bc, 0x671cd581c69b);

    /// <summary>All ones when zero, else zero.</summary>
    public ulong IsZeroMask => ZeroMask(_n0 | _n1 | _n2 | _n3 | _n4);

    /// <summary>All ones when above <see cref="HalfOrder"/>, else zero.</summary>
    public ulong IsHighMask
    {
        get
        {
            Scalar half = HalfOrder;
            Subtract(half._n0, half._n1, half._n2, half._n3, half._n4, this, out _, out ulong borrow);
            return borrow;
        }
    }

    public bool IsZero => IsZeroMask != 0;

    public bool IsHigh => IsHighMask != 0;

    public ulong Parity => _n0 & 1;

    /// <summary>Reads 32 big-endian bytes modulo n and tells whether the number was at least n.</summary>
    public static Scalar Read(ReadOnlySpan<byte> bytes, out bool reduced)
    {
        Limbs52.Read(bytes, out ulong n0, out ulong n1, out ulong n2, out ulong n3, out ulong n4);
        Subtract(n0, n1, n2, n3, n4, Order, out Scalar difference, out ulong borrow);
        reduced = borrow == 0;
        return Select(difference, new Scalar(n0, n1, n2, n3, n4), borrow);
    }

    /// <summary>Reads 32 big-endian bytes; false for 0 and for anything not below n.</summary>
    public static bool TryReadNonZero(ReadOnlySpan<byte> bytes, out Scalar scalar)
    {
        scalar = Read(bytes, out bool reduced);
        return !reduced && !scalar.IsZero;
    }

    public static Scalar From(UInt128 value) =>
        new((ulong)value & Mask, (ulong)(value >> 52) & Mask, (ulong)(value >> 104), 0, 0);

    public void Write(Span<byte> bytes) => Limbs52.Write(bytes, _n0, _n1, _n2, _n3, _n4);

    /// <summary>The low 128 bits and the rest.</summary>
    public (UInt128 Low, UInt128 High) Halves()
    {
        UInt128 low = _n0 | ((UInt128)_n1 << 52) | ((UInt128)_n2 << 104);
        UInt128 high = (_n2 >> 24) | ((UInt128)_n3 << 28) | ((UInt128)_n4 << 80);
        return (low, high);
    }

    /// <summary>Bits 4i..4i+3 of ⌊this / 2⌋ + 2^255, for i in 0..63 (the digits of <see cref="FixedBase"/>).</summary>
    public ulong HalvedNibble(int i)
    {
        int bit = (4 * i) + 1;
        (int limb, int shift) = (bit / Bits, bit % Bits);
        ulong here = Unsafe.Add(ref Unsafe.AsRef(in _n0), limb) >> shift;
        ulong above = shift > Bits - 4 && limb < 4 ? Unsafe.Add(ref Unsafe.AsRef(in _n0), limb + 1) << (Bits - shift) : 0;
        ulong top = i == 63 ? 8UL : 0;
        return ((here | above) & 15) + top;
    }

    public static Scalar Select(in Scalar a, in Scalar b, ulong mask) => new(
        a._n0 ^ ((a._n0 ^ b._n0) & mask),
        a._n1 ^ ((a._n1 ^ b._n1) & mask),
        a._n2 ^ ((a._n2 ^ b._n2) & mask),
        a._n3 ^ ((a._n3 ^ b._n3) & mask),
        a._n4 ^ ((a._n4 ^ b._n4) & mask));

    public static Scalar Add(in Scalar a, in Scalar b) =>
        ReduceOnce(a._n0 + b._n0, a._n1 + b._n1, a._n2 + b._n2, a._n3 + b._n3, a._n4 + b._n4);

    public static Scalar Negate(in Scalar a)
    {
        Subtract(Order0, Order1, Order2, Order3, Order4, a, out Scalar difference, out _);
        return Select(difference, default, a.IsZeroMask);
    }

    public static Scalar Multiply(in Scalar a, in Scalar b) => MontgomeryMultiply(MontgomeryMultiply(a, b), MontgomerySquare);

    /// <summary>1 / a by Fermat with a fixed window of four bits; 0 for 0.</summary>
    public static Scalar Invert(in Scalar a)
    {
        Span<Scalar> powers = stackalloc Scalar[16];
        powers[0] = MontgomeryMultiply(new Scalar(1, 0, 0, 0, 0), MontgomerySquare);
        powers[1] = MontgomeryMultiply(a, MontgomerySquare);
        for (int i = 2; i < 16; i++) { powers[i] = MontgomeryMultiply(powers[i - 1], powers[1]); }

        // n − 2 is public, so its digits may index the table.
        Scalar exponent = new(Order0 - 2, Order1, Order2, Order3, Order4);
        Scalar r = powers[0];
        for (int digit = 63; digit >= 0; digit--)
        {
            for (int i = 0; i < 4; i++) { r = MontgomeryMultiply(r, r); }
            r = MontgomeryMultiply(r, powers[exponent.Nibble(digit)]);
        }

        return MontgomeryMultiply(r, new Scalar(1, 0, 0, 0, 0));
    }

    private static Scalar Order => new(Order0, Order1, Order2, Order3, Order4);

    /// <summary>Bits 4i..4i+3; 52 is a multiple of 4, so no digit crosses limbs.</summary>
    private int Nibble(int i) => (int)((Unsafe.Add(ref Unsafe.AsRef(in _n0), i / 13) >> (4 * (i % 13))) & 15);

    /// <summary>a·b / 2^260 mod n (Montgomery 1985), limb by limb.</summary>
    [SkipLocalsInit]
    private static Scalar MontgomeryMultiply(in Scalar a, in Scalar b)
    {
        ulong b0 = b._n0 << FactorShift, b1 = b._n1 << FactorShift, b2 = b._n2 << FactorShift, b3 = b._n3 << FactorShift, b4 = b._n4 << FactorShift;
        ulong s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0;
        ref ulong limb = ref Unsafe.AsRef(in a._n0);
        for (int i = 0; i < 5; i++)
        {
            ulong x = Unsafe.Add(ref limb, i) << FactorShift;
            ulong s5 = 0;
            Accumulate(x, b0, ref s0, ref s1);
            Accumulate(x, b1, ref s1, ref s2);
            Accumulate(x, b2, ref s2, ref s3);
            Accumulate(x, b3, ref s3, ref s4);
            Accumulate(x, b4, ref s4, ref s5);
            ulong q = ((s0 * NegatedInverse) & Mask) << FactorShift;
            Accumulate(q, Order0 << FactorShift, ref s0, ref s1);
            Accumulate(q, Order1 << FactorShift, ref s1, ref s2);
            Accumulate(q, Order2 << FactorShift, ref s2, ref s3);
            Accumulate(q, Order3 << FactorShift, ref s3, ref s4);
            Accumulate(q, Order4 << FactorShift, ref s4, ref s5);
            (s0, s1, s2, s3, s4) = (s1 + (s0 >> Bits), s2, s3, s4, s5);
        }

        return ReduceOnce(s0, s1, s2, s3, s4);
    }

    /// <summary>Carries limbs below 2^63 whose number is below 2n, and takes n off once where it fits.</summary>
    private static Scalar ReduceOnce(ulong n0, ulong n1, ulong n2, ulong n3, ulong n4)
    {
        n1 += n0 >> Bits;
        n2 += n1 >> Bits;
        n3 += n2 >> Bits;
        n4 += n3 >> Bits;
        Scalar whole = new(n0 & Mask, n1 & Mask, n2 & Mask, n3 & Mask, n4);
        Subtract(whole._n0, whole._n1, whole._n2, whole._n3, whole._n4, Order, out Scalar difference, out ulong borrow);
        return Select(difference, whole, borrow);
    }

    /// <summary>a − b modulo 2^260, and all ones in <paramref name="borrow"/> when a is below b.</summary>
    private static void Subtract(
        ulong a0, ulong a1, ulong a2, ulong a3, ulong a4, in Scalar b, out Scalar difference, out ulong borrow)
    {
        ulong d0 = a0 - b._n0;
        ulong d1 = a1 - b._n1 - (d0 >> 63);
        ulong d2 = a2 - b._n2 - (d1 >> 63);
        ulong d3 = a3 - b._n3 - (d2 >> 63);
        ulong d4 = a4 - b._n4 - (d3 >> 63);
        borrow = 0UL - (d4 >> 63);
        difference = new Scalar(d0 & Mask, d1 & Mask, d2 & Mask, d3 & Mask, d4 & Mask);
    }
}
