using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Primitives.Ntt;

/// <summary>The levels of <see cref="ForwardTransform{TVector, TLanes, TEnd}"/> undone in the opposite order. Words in memory are canonical.</summary>
internal static class InverseTransform<TVector, TLanes, TEnd>
    where TVector : unmanaged
    where TLanes : IFieldLanes<TVector>
    where TEnd : ITransformEnd
{
    /// <summary>8 KiB, as in the forward transform.</summary>
    private const int TileLog = 10;

    /// <summary>Undoes all levels of a block of 2^<paramref name="log"/> words, at least as many as <typeparamref name="TEnd"/> takes.</summary>
    /// <param name="block">The block's number among those of its size.</param>
    /// <param name="scale">What the values are multiplied by on the way, canonical; levels are undone without their division by 2.</param>
    public static void Run(ref ulong values, ref ulong twiddles, int log, nuint block, ulong scale)
    {
        if (log <= TileLog)
        {
            Tile(ref values, ref twiddles, (nuint)1 << log, block, scale);
            return;
        }

        nuint quarter = (nuint)1 << (log - 2);
        for (nuint i = 0; i < 4; i++) { Run(ref Unsafe.Add(ref values, i * quarter), ref twiddles, log - 2, (4 * block) + i, scale); }
        Two(ref values, quarter, ref values, quarter, quarter, ref twiddles, block);
    }

    /// <summary>Undoes the first four levels of a strip of <see cref="RowStrip.Width"/> columns, if the values are sixteen rows.</summary>
    /// <param name="values">The strip's first value.</param>
    /// <param name="row">Words of a row, which is longer than a strip.</param>
    /// <param name="block">The number of the sixteen rows among the blocks of their size.</param>
    [SkipLocalsInit]
    public static void Strip(ref ulong values, ref ulong twiddles, nuint row, nuint block)
    {
        const nuint Width = RowStrip.Width;
        ref ulong strip = ref MemoryMarshal.GetReference(stackalloc ulong[16 * RowStrip.Width]);
        for (nuint i = 0; i < 4; i++)
        {
            ref ulong part = ref Unsafe.Add(ref values, 4 * i * row);
            Two(ref part, row, ref Unsafe.Add(ref strip, 4 * i * Width), Width, Width, ref twiddles, (4 * block) + i);
        }

        for (nuint i = 0; i < 4; i++)
        {
            Two(ref Unsafe.Add(ref strip, i * Width), 4 * Width, ref Unsafe.Add(ref values, i * row), 4 * row, Width, ref twiddles, block);
        }
    }

    /// <summary>One level of blocks of 2·<paramref name="half"/> words.</summary>
    /// <param name="first">The number of the first block among those of its size.</param>
    internal static void One(ref ulong values, ref ulong twiddles, nuint length, nuint half, nuint first)
    {
        for (nuint at = 0; at < length; at += 2 * half)
        {
            TVector inverse = TLanes.Broadcast(InverseRoot(ref twiddles, first + (at / (2 * half))));
            for (nuint i = at; i < at + half; i += (nuint)TLanes.Count)
            {
                TVector x = TLanes.Load(in values, i), y = TLanes.Load(in values, i + half);
                InverseButterfly<TVector, TLanes>.Two(ref x, ref y, inverse);
                TLanes.Store(x, ref values, i);
                TLanes.Store(y, ref values, i + half);
            }
        }
    }

    private static void Tile(ref ulong values, ref ulong twiddles, nuint length, nuint block, ulong scale)
    {
        if (length == 1) { return; }
        nuint half = (nuint)TLanes.Count, first = block * (length / (2 * half));
        TEnd.Undo(ref values, ref twiddles, length, 2 * first);
        for (; half < length / 2; half *= 2, first /= 2) { One(ref values, ref twiddles, length, half, first); }
        Last(ref values, half, TLanes.Broadcast(scale), TLanes.Broadcast(Goldilocks.Multiply(scale, InverseRoot(ref twiddles, block))));
    }

    /// <summary>The level that makes a tile whole, and everything times a factor.</summary>
    private static void Last(ref ulong values, nuint half, TVector scale, TVector scaledInverse)
    {
        for (nuint i = 0; i < half; i += (nuint)TLanes.Count)
        {
            TVector x = TLanes.Load(in values, i), y = TLanes.Load(in values, i + half);
            TLanes.Store(TLanes.Canonical(TLanes.Multiply(TLanes.Add(x, y), scale)), ref values, i);
            TLanes.Store(TLanes.Canonical(TLanes.Multiply(TLanes.Subtract(x, y), scaledInverse)), ref values, i + half);
        }
    }

    private static void Two(ref ulong source, nuint from, ref ulong destination, nuint to, nuint count, ref ulong twiddles, nuint block)
    {
        ulong inverse = InverseRoot(ref twiddles, 2 * block), square = InverseRoot(ref twiddles, block);
        (TVector, TVector, TVector) powers =
            (TLanes.Broadcast(inverse), TLanes.Broadcast(square), TLanes.Broadcast(Goldilocks.Multiply(inverse, square)));
        for (nuint i = 0; i < count; i += (nuint)TLanes.Count)
        {
            TVector v0 = TLanes.Load(in source, i), v1 = TLanes.Load(in source, i + from);
            TVector v2 = TLanes.Load(in source, i + (2 * from)), v3 = TLanes.Load(in source, i + (3 * from));
            InverseButterfly<TVector, TLanes>.Four(ref v0, ref v1, ref v2, ref v3, powers);
            TLanes.Store(v0, ref destination, i);
            TLanes.Store(v1, ref destination, i + to);
            TLanes.Store(v2, ref destination, i + (2 * to));
            TLanes.Store(v3, ref destination, i + (3 * to));
        }
    }

    private static ulong InverseRoot(ref ulong twiddles, nuint block) =>
        block == 0 ? 1 : Goldilocks.Negate(Unsafe.Add(ref twiddles, TwiddleTable.Mirrored(block)));
}
