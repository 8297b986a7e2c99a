using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Primitives.Ntt;

/// <summary>
/// The roots every transform multiplies by, in one table for all sizes and cosets: entry k is the z for which block k of a polynomial modulo
/// X^(2h) − z² splits into its remainders modulo X^h − z and X^h + z, when block 0 is modulo X^(2h) − 1.
/// </summary>
/// <remarks>
/// The exponent of entry k, as a part of the circle, is Σ bit_i(k)·2^−(i+2): the bits of k reversed. Hence each table is the beginning of every
/// longer one, and entry k + 2^i is entry k times ω_(i+2) for k below 2^i. A transform of 2^n values in coset c reads entries below (c + 1)·2^(n−1).
/// </remarks>
internal static class TwiddleTable
{
    private static readonly Lock Growing = new();
    private static ulong[] _table = [1];

    /// <summary>A table of at least 2^<paramref name="log"/> entries, made when first asked for and kept for the life of the process.</summary>
    /// <param name="log">0..31.</param>
    public static ulong[] OfAtLeast(int log)
    {
        ulong[] table = Volatile.Read(ref _table);
        return table.Length >> log != 0 ? table : Grow(log);
    }

    /// <summary>
    /// The entry that has −1/z where entry <paramref name="k"/> has z: with the bits below the highest one flipped, the exponents add up to half the circle.
    /// </summary>
    /// <param name="k">At least 1; entry 0 is 1 and has no such entry.</param>
    public static nuint Mirrored(nuint k) => k ^ (((nuint)1 << (int)nuint.Log2(k)) - 1);

    private static ulong[] Grow(int log)
    {
        lock (Growing)
        {
            if (_table.Length >> log != 0) { return _table; }
            ulong[] longer = GC.AllocateUninitializedArray<ulong>(1 << log);
            _table.CopyTo(longer, 0);
            for (int i = int.Log2(_table.Length); i < log; i++)
            {
                FieldSpans.Scale(Goldilocks.RootOfUnity(i + 2), longer.AsSpan(0, 1 << i), longer.AsSpan(1 << i, 1 << i));
            }

            Volatile.Write(ref _table, longer);
            return longer;
        }
    }
}
