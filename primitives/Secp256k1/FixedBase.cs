using System.Runtime.InteropServices;
using static FvmCompute.Primitives.Secp256k1.FieldElement;

namespace FvmCompute.Primitives.Secp256k1;

/// <summary>k·G for secret k, in constant time: no branch and no address depends on k.</summary>
/// <remarks>
/// An odd k is Σ dᵢ·16ⁱ with 64 odd digits dᵢ in −15..15 (dᵢ = 2·nibbleᵢ(⌊k/2⌋ + 2²⁵⁵) − 15), so no addend is ever infinity; an even k uses n − k.
/// </remarks>
internal static class FixedBase
{
    private const int Windows = 64;
    private const int OddMultiples = 8;
    private const int WordsPerPoint = 10;

    /// <summary>Entry 8i + j is (2j + 1)·16ⁱ·G: 40 KiB.</summary>
    private static readonly AffinePoint[] Table = MakeTable();

    /// <summary>k·G for k in 1..n−1.</summary>
    public static AffinePoint Multiply(in Scalar k)
    {
        ulong even = k.Parity - 1;
        Scalar odd = Scalar.Select(k, Scalar.Negate(k), even);
        CompletePoint sum = new(Lookup(0, odd.HalvedNibble(0)));
        for (int i = 1; i < Windows; i++) { sum.Add(Lookup(i, odd.HalvedNibble(i))); }
        AffinePoint result = sum.ToAffine();
        return new AffinePoint(result.X, Normalize(Select(result.Y, Negate(result.Y, 1), even)));
    }

    /// <summary>(2·nibble − 15)·16^window·G, reading the whole row of the table; y has at most magnitude 2.</summary>
    private static AffinePoint Lookup(int window, ulong nibble)
    {
        ulong negative = (nibble >> 3) - 1;
        ulong index = (nibble ^ negative) & (OddMultiples - 1);
        ReadOnlySpan<ulong> row = MemoryMarshal.Cast<AffinePoint, ulong>(Table.AsSpan(window * OddMultiples, OddMultiples));
        Span<ulong> words = stackalloc ulong[WordsPerPoint];
        words.Clear();
        for (int entry = 0; entry < OddMultiples; entry++)
        {
            ulong mask = Limbs52.ZeroMask((ulong)entry ^ index);
            ReadOnlySpan<ulong> candidate = row.Slice(entry * WordsPerPoint, WordsPerPoint);
            for (int i = 0; i < WordsPerPoint; i++) { words[i] |= candidate[i] & mask; }
        }

        AffinePoint chosen = MemoryMarshal.Read<AffinePoint>(MemoryMarshal.AsBytes(words));
        return new AffinePoint(chosen.X, Select(chosen.Y, Negate(chosen.Y, 1), negative));
    }

    private static AffinePoint[] MakeTable()
    {
        JacobianPoint[] points = new JacobianPoint[Windows * OddMultiples];
        JacobianPoint power = new(AffinePoint.Generator);
        for (int window = 0; window < Windows; window++)
        {
            JacobianPoint.FillOddMultiples(power, points.AsSpan(window * OddMultiples, OddMultiples));
            for (int i = 0; i < 4; i++) { power.Double(); }
        }

        AffinePoint[] table = new AffinePoint[points.Length];
        JacobianPoint.ToAffine(points, table);
        return table;
    }
}
