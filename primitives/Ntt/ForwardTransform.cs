using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Primitives.Ntt;

/// <summary>
/// A polynomial modulo X^n − z² becomes its remainders modulo X^(n/2) − z and X^(n/2) + z, down to its values: natural order in, bit-reversed
/// order out, one root for a whole block at each level. Depth first, so that each block is finished in the cache it fits in, and two levels at a
/// time with products that are all independent; in the end one level at a time for the same reason (two chained levels: 1.6 instead of 2.4
/// butterflies per ns on a Zen 5 core, whose schedulers see no more than a few chains of 35 instructions).
/// </summary>
internal static class ForwardTransform<TVector, TLanes, TEnd>
    where TVector : unmanaged
    where TLanes : IFieldLanes<TVector>
    where TEnd : ITransformEnd
{
    /// <summary>8 KiB. Butterflies per ns of a row of 2^18 on a Zen 5 core: 2.0 with 2^7, 2.4 with 2^8, 2.5 with 2^10, 2.1 to 2.4 with 2^12.</summary>
    private const int TileLog = 10;

    /// <summary>Transforms 2^<paramref name="log"/> lazy words, at least as many as <typeparamref name="TEnd"/> takes.</summary>
    /// <param name="source">May be the destination.</param>
    /// <param name="block">The number of these values among the blocks of their size.</param>
    public static void Run(ref ulong source, ref ulong destination, ref ulong twiddles, int log, nuint block)
    {
        if (log <= TileLog)
        {
            CopyIfApart(ref source, ref destination, 1 << log);
            Tile(ref destination, ref twiddles, (nuint)1 << log, block);
            return;
        }

        nuint quarter = (nuint)1 << (log - 2);
        Two(ref source, quarter, ref destination, quarter, quarter, ref twiddles, block);
        for (nuint i = 0; i < 4; i++)
        {
            ref ulong part = ref Unsafe.Add(ref destination, i * quarter);
            Run(ref part, ref part, ref twiddles, log - 2, (4 * block) + i);
        }
    }

    /// <summary>The first four levels of a strip of <see cref="RowStrip.Width"/> columns, if the values are sixteen rows.</summary>
    /// <param name="source">The strip's first value; may be the destination.</param>
    /// <param name="row">Words of a row, which is longer than a strip.</param>
    /// <param name="block">The number of the sixteen rows among the blocks of their size.</param>
    [SkipLocalsInit]
    public static void Strip(ref ulong source, ref ulong destination, ref ulong twiddles, nuint row, nuint block)
    {
        // In between the rows stand together: a power of two apart, they would all fall into one set of the cache.
        const nuint Width = RowStrip.Width;
        ref ulong strip = ref MemoryMarshal.GetReference(stackalloc ulong[16 * RowStrip.Width]);
        for (nuint i = 0; i < 4; i++)
        {
            Two(ref Unsafe.Add(ref source, i * row), 4 * row, ref Unsafe.Add(ref strip, i * Width), 4 * Width, Width, ref twiddles, block);
        }

        for (nuint i = 0; i < 4; i++)
        {
            ref ulong part = ref Unsafe.Add(ref destination, 4 * i * row);
            Two(ref Unsafe.Add(ref strip, 4 * i * Width), Width, ref part, row, Width, ref twiddles, (4 * block) + i);
        }
    }

    private static void Tile(ref ulong values, ref ulong twiddles, nuint length, nuint block)
    {
        nuint half = length / 2, first = block;
        for (; half >= (nuint)TLanes.Count; half /= 2, first *= 2)
        {
            One(ref values, ref Unsafe.Add(ref twiddles, first), length, half);
        }

        TEnd.Finish(ref values, ref twiddles, length, first);
    }

    /// <summary>One level of blocks of 2·<paramref name="half"/> words.</summary>
    private static void One(ref ulong values, ref ulong twiddles, nuint length, nuint half)
    {
        for (nuint at = 0; at < length; at += 2 * half)
        {
            TVector z = TLanes.Broadcast(twiddles);
            twiddles = ref Unsafe.Add(ref twiddles, 1);
            for (nuint i = at; i < at + half; i += (nuint)TLanes.Count)
            {
                TVector x = TLanes.Load(in values, i), y = TLanes.Load(in values, i + half);
                Butterfly<TVector, TLanes>.Two(ref x, ref y, z);
                TLanes.Store(x, ref values, i);
                TLanes.Store(y, ref values, i + half);
            }
        }
    }

    /// <summary>Two levels of the first <paramref name="count"/> columns of a block, if it is four rows.</summary>
    /// <param name="from">Words from a row of the source to the next.</param>
    /// <param name="to">Words from a row of the destination to the next.</param>
    private static void Two(ref ulong source, nuint from, ref ulong destination, nuint to, nuint count, ref ulong twiddles, nuint block)
    {
        ulong z = Unsafe.Add(ref twiddles, 2 * block), square = Unsafe.Add(ref twiddles, block);
        (TVector, TVector, TVector) powers = (TLanes.Broadcast(z), TLanes.Broadcast(square), TLanes.Broadcast(Goldilocks.Multiply(z, square)));
        for (nuint i = 0; i < count; i += (nuint)TLanes.Count)
        {
            TVector v0 = TLanes.Load(in source, i), v1 = TLanes.Load(in source, i + from);
            TVector v2 = TLanes.Load(in source, i + (2 * from)), v3 = TLanes.Load(in source, i + (3 * from));
            Butterfly<TVector, TLanes>.Four(ref v0, ref v1, ref v2, ref v3, powers);
            TLanes.Store(v0, ref destination, i);
            TLanes.Store(v1, ref destination, i + to);
            TLanes.Store(v2, ref destination, i + (2 * to));
            TLanes.Store(v3, ref destination, i + (3 * to));
        }
    }

    private static void CopyIfApart(ref ulong source, ref ulong destination, int count)
    {
        if (Unsafe.AreSame(ref source, ref destination)) { return; }
        MemoryMarshal.CreateReadOnlySpan(ref source, count).CopyTo(MemoryMarshal.CreateSpan(ref destination, count));
    }
}
