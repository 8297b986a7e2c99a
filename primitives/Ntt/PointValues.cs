using System.Runtime.CompilerServices;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Primitives.Ntt;

/// <summary>A row's codeword at a few positions: the transform with every branch left out that leads to none of them.</summary>
public static class PointValues
{
    /// <summary>
    /// values[i] = Σ_b coefficients[b]·x^b at x = point of positions[i]. For t positions about (2 + log₂ t)·n multiplications, if they are spread evenly.
    /// </summary>
    /// <param name="coefficients">n = 2^0..2^26 canonical elements.</param>
    /// <param name="positions">Strictly rising; of any domain of at least n positions, 2^30 at most.</param>
    /// <param name="scratch">At least n words.</param>
    /// <param name="values">As many as positions.</param>
    public static void Make(ReadOnlySpan<ulong> coefficients, ReadOnlySpan<uint> positions, Span<ulong> scratch, Span<ulong> values)
    {
        Require.Length(values.Length, positions.Length);
        Require.AtLeast(scratch.Length, coefficients.Length);
        while (!positions.IsEmpty)
        {
            int log = RowTransform.CheckShape(coefficients.Length, positions[0] >> int.Log2(coefficients.Length));
            uint coset = positions[0] >> log;
            int count = CountBelow(positions, ((ulong)coset + 1) << log);
            Descend(coefficients, coset, positions[..count], ref RowTransform.Twiddles(log, coset), scratch, values[..count]);
            positions = positions[count..];
            values = values[count..];
        }
    }

    /// <param name="polynomial">Remainder in a block.</param>
    /// <param name="block">The block's number among those of its size.</param>
    private static void Descend(
        ReadOnlySpan<ulong> polynomial, uint block, ReadOnlySpan<uint> positions, ref ulong twiddles, Span<ulong> scratch, Span<ulong> values)
    {
        if (polynomial.Length == 1)
        {
            values[0] = polynomial[0];
            return;
        }

        int half = polynomial.Length / 2;
        ReadOnlySpan<ulong> low = polynomial[..half], high = polynomial[half..];
        Span<ulong> part = scratch[..half], rest = scratch[half..];
        ulong root = Unsafe.Add(ref twiddles, block);
        int left = CountBelow(positions, ((2UL * block) + 1) * (uint)half);
        if (left > 0)
        {
            FieldSpans.AddScaled(low, root, high, part);
            Descend(part, 2 * block, positions[..left], ref twiddles, rest, values[..left]);
        }

        if (left < positions.Length)
        {
            FieldSpans.AddScaled(low, Goldilocks.Negate(root), high, part);
            Descend(part, (2 * block) + 1, positions[left..], ref twiddles, rest, values[left..]);
        }
    }

    private static int CountBelow(ReadOnlySpan<uint> positions, ulong end)
    {
        int count = 0;
        while (count < positions.Length && positions[count] < end) { count++; }
        return count;
    }
}
