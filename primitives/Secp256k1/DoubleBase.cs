using System.Runtime.CompilerServices;

namespace FvmCompute.Primitives.Secp256k1;

/// <summary>a·G + b·P for public values: variable time.</summary>
/// <remarks>Straus's interleaving over four half-length scalars (two by <see cref="Endomorphism"/> each) in width-w non-adjacent form.</remarks>
internal static class DoubleBase
{
    // Odd multiples up to 2^(w−1): 64 for the fixed point (10 KiB of tables with λ·G), 8 for the given one.
    private const int FixedWidth = 8;
    private const int PointWidth = 5;
    private const int FixedEntries = 1 << (FixedWidth - 2);
    private const int PointEntries = 1 << (PointWidth - 2);

    private static readonly AffinePoint[] GeneratorMultiples = MakeGeneratorMultiples();

    private static readonly AffinePoint[] MappedGeneratorMultiples = [.. GeneratorMultiples.Select(point => Endomorphism.Apply(point))];

    /// <summary>a·G + b·P.</summary>
    [SkipLocalsInit]
    public static JacobianPoint Multiply(in Scalar a, in Scalar b, in AffinePoint p)
    {
        Span<sbyte> digits = stackalloc sbyte[4 * SignedPart.MaxDigits];
        Span<sbyte> a1 = Row(digits, 0), a2 = Row(digits, 1), b1 = Row(digits, 2), b2 = Row(digits, 3);
        int length = Math.Max(Recode(a, FixedWidth, a1, a2), Recode(b, PointWidth, b1, b2));
        Span<JacobianPoint> multiples = stackalloc JacobianPoint[PointEntries];
        Span<JacobianPoint> mapped = stackalloc JacobianPoint[PointEntries];
        JacobianPoint.FillOddMultiples(new JacobianPoint(p), multiples);
        for (int i = 0; i < mapped.Length; i++) { mapped[i] = multiples[i].Mapped(); }

        JacobianPoint sum = default;
        for (int i = length - 1; i >= 0; i--)
        {
            if (!sum.IsInfinity) { sum.Double(); }
            AddDigit(ref sum, a1[i], GeneratorMultiples);
            AddDigit(ref sum, a2[i], MappedGeneratorMultiples);
            AddDigit(ref sum, b1[i], multiples);
            AddDigit(ref sum, b2[i], mapped);
        }

        return sum;
    }

    private static Span<sbyte> Row(Span<sbyte> digits, int row) => digits.Slice(row * SignedPart.MaxDigits, SignedPart.MaxDigits);

    private static int Recode(in Scalar scalar, int width, Span<sbyte> first, Span<sbyte> second)
    {
        (SignedPart one, SignedPart two) = Endomorphism.Split(scalar);
        return Math.Max(one.Recode(width, first), two.Recode(width, second));
    }

    private static void AddDigit(ref JacobianPoint sum, int digit, AffinePoint[] multiples)
    {
        if (digit != 0) { sum.Add(multiples[Math.Abs(digit) >> 1], digit < 0); }
    }

    private static void AddDigit(ref JacobianPoint sum, int digit, ReadOnlySpan<JacobianPoint> multiples)
    {
        if (digit != 0) { sum.Add(multiples[Math.Abs(digit) >> 1], digit < 0); }
    }

    private static AffinePoint[] MakeGeneratorMultiples()
    {
        JacobianPoint[] multiples = new JacobianPoint[FixedEntries];
        JacobianPoint.FillOddMultiples(new JacobianPoint(AffinePoint.Generator), multiples);
        AffinePoint[] affine = new AffinePoint[FixedEntries];
        JacobianPoint.ToAffine(multiples, affine);
        return affine;
    }
}
