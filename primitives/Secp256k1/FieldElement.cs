using System.Runtime.CompilerServices;

namespace FvmCompute.Primitives.Secp256k1;

/// <summary>
/// A number modulo p = 2^256 − 2^32 − 977 in limbs of 52 bits, reduced lazily. Magnitude m means: limbs 0..3 are at most 2m(2^52 − 1) and
/// limb 4 at most 2m(2^48 − 1). Every operation is constant time.
/// </summary>
/// <remarks>Sums add magnitudes; a product takes factors of magnitude at most 31 whose magnitudes multiply to at most 64 and gives magnitude 1.</remarks>
internal readonly partial struct FieldElement
{
    /// <summary>2^256 mod p.</summary>
    private const ulong Fold = 0x1000003d1;

    private const ulong P0 = 0xffffefffffc2f;
    private const ulong PMiddle = Limbs52.Mask;
    private const ulong PTop = Limbs52.TopMask;

    private readonly ulong _n0, _n1, _n2, _n3, _n4;

    public FieldElement(ulong n0, ulong n1, ulong n2, ulong n3, ulong n4)
    {
        _n0 = n0;
        _n1 = n1;
        _n2 = n2;
        _n3 = n3;
        _n4 = n4;
    }

    public static FieldElement One => new(1, 0, 0, 0, 0);

    /// <summary>1 when odd; the element must be normalized.</summary>
    public ulong Parity => _n0 & 1;

    /// <summary>Reads 32 big-endian bytes; false when the number is not below p.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out FieldElement element)
    {
        Limbs52.Read(bytes, out ulong n0, out ulong n1, out ulong n2, out ulong n3, out ulong n4);
        element = new FieldElement(n0, n1, n2, n3, n4);
        bool aboveP = n4 == PTop && (n3 & n2 & n1) == PMiddle && n0 >= P0;
        return !aboveP;
    }

    /// <summary>Writes 32 big-endian bytes; the element must be normalized.</summary>
    public void Write(Span<byte> bytes) => Limbs52.Write(bytes, _n0, _n1, _n2, _n3, _n4);

    /// <summary>Magnitudes add; at most 31 in all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldElement Add(in FieldElement a, in FieldElement b) =>
        new(a._n0 + b._n0, a._n1 + b._n1, a._n2 + b._n2, a._n3 + b._n3, a._n4 + b._n4);

    /// <summary>−a for an element of at most the given magnitude; the result has magnitude + 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldElement Negate(in FieldElement a, uint magnitude)
    {
        ulong k = 2 * (magnitude + 1UL);
        return new((k * P0) - a._n0, (k * PMiddle) - a._n1, (k * PMiddle) - a._n2, (k * PMiddle) - a._n3, (k * PTop) - a._n4);
    }

    /// <summary>a − b, where b has at most the given magnitude; the result has that magnitude + 1 + the magnitude of a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldElement Subtract(in FieldElement a, in FieldElement b, uint magnitude) => Add(a, Negate(b, magnitude));

    /// <summary>a times a factor up to 32; the magnitude is multiplied by it (and may pass 31 if <see cref="NormalizeWeakly"/> follows).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldElement Scale(in FieldElement a, ulong factor) =>
        new(a._n0 * factor, a._n1 * factor, a._n2 * factor, a._n3 * factor, a._n4 * factor);

    /// <summary>a / 2; magnitude m becomes at most m / 2 + 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldElement Half(in FieldElement a)
    {
        ulong odd = 0UL - (a._n0 & 1);
        ulong n0 = a._n0 + (P0 & odd);
        ulong n1 = a._n1 + (PMiddle & odd);
        ulong n2 = a._n2 + (PMiddle & odd);
        ulong n3 = a._n3 + (PMiddle & odd);
        ulong n4 = a._n4 + (PTop & odd);
        return new(
            (n0 >> 1) + ((n1 & 1) << 51),
            (n1 >> 1) + ((n2 & 1) << 51),
            (n2 >> 1) + ((n3 & 1) << 51),
            (n3 >> 1) + ((n4 & 1) << 51),
            n4 >> 1);
    }

    /// <summary><paramref name="b"/> where the mask is all ones, <paramref name="a"/> where it is zero.</summary>
    public static FieldElement Select(in FieldElement a, in FieldElement b, ulong mask) => new(
        a._n0 ^ ((a._n0 ^ b._n0) & mask),
        a._n1 ^ ((a._n1 ^ b._n1) & mask),
        a._n2 ^ ((a._n2 ^ b._n2) & mask),
        a._n3 ^ ((a._n3 ^ b._n3) & mask),
        a._n4 ^ ((a._n4 ^ b._n4) & mask));

    /// <summary>The same number at magnitude 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldElement NormalizeWeakly(in FieldElement a)
    {
        ulong n0 = a._n0 + ((a._n4 >> 48) * Fold);
        ulong n1 = a._n1 + (n0 >> 52);
        ulong n2 = a._n2 + (n1 >> 52);
        ulong n3 = a._n3 + (n2 >> 52);
        ulong n4 = (a._n4 & PTop) + (n3 >> 52);
        return new(n0 & Limbs52.Mask, n1 & Limbs52.Mask, n2 & Limbs52.Mask, n3 & Limbs52.Mask, n4);
    }

    /// <summary>The one representation in 0..p−1.</summary>
    public static FieldElement Normalize(in FieldElement a)
    {
        FieldElement w = NormalizeWeakly(a);

        // w is below 2p; adding 2^256 − p carries out of bit 256 exactly when w is at least p.
        ulong n0 = w._n0 + Fold;
        ulong n1 = w._n1 + (n0 >> 52);
        ulong n2 = w._n2 + (n1 >> 52);
        ulong n3 = w._n3 + (n2 >> 52);
        ulong n4 = w._n4 + (n3 >> 52);
        FieldElement reduced = new(n0 & Limbs52.Mask, n1 & Limbs52.Mask, n2 & Limbs52.Mask, n3 & Limbs52.Mask, n4 & PTop);
        return Select(w, reduced, 0UL - (n4 >> 48));
    }

    /// <summary>Whether the number is 0 modulo p, at any magnitude.</summary>
    public static bool IsZero(in FieldElement a)
    {
        FieldElement n = Normalize(a);
        return (n._n0 | n._n1 | n._n2 | n._n3 | n._n4) == 0;
    }

    /// <summary>Whether two normalized elements are the same number.</summary>
    public static bool Same(in FieldElement a, in FieldElement b) =>
        ((a._n0 ^ b._n0) | (a._n1 ^ b._n1) | (a._n2 ^ b._n2) | (a._n3 ^ b._n3) | (a._n4 ^ b._n4)) == 0;
}
