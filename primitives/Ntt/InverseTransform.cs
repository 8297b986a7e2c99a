using System.Runtime.CompilerServices;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Primitives.Ntt;

/// <summary>The levels of <see cref="ForwardTransform{TVector, TLanes, TEnd}"/> undone, without the division by 2 of each.</summary>
internal static class InverseTransform
{
    /// <summary>Joins blocks of one size: (x, y) becomes (x + y, (x − y)/z). Canonical in and out.</summary>
    /// <param name="half">Words of a block, a multiple of the lanes.</param>
    /// <param name="first">The number of the first joined block among those of its size.</param>
    public static void Level<TVector, TLanes>(Span<ulong> values, ref ulong twiddles, nuint half, nuint first)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        for (nuint at = 0, block = first; at < (nuint)values.Length; at += 2 * half, block++)
        {
            // 1/z of block k is −z of the block whose bits below its highest are flipped: their exponents add up to half the circle.
            nuint mirrored = block == 0 ? 0 : block ^ (((nuint)1 << (int)nuint.Log2(block)) - 1);
            ulong root = Unsafe.Add(ref twiddles, mirrored);
            TVector inverse = TLanes.Broadcast(block == 0 ? root : Goldilocks.Negate(root));
            Join<TVector, TLanes>(ref values[(int)at], half, inverse);
        }
    }

    private static void Join<TVector, TLanes>(ref ulong values, nuint half, TVector inverse)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        for (nuint i = 0; i < half; i += (nuint)TLanes.Count)
        {
            TVector x = TLanes.Load(in values, i), y = TLanes.Load(in values, i + half);
            TLanes.Store(TLanes.Canonical(TLanes.Add(x, y)), ref values, i);
            TLanes.Store(TLanes.Canonical(TLanes.Multiply(TLanes.Subtract(x, y), inverse)), ref values, i + half);
        }
    }
}
