using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FvmCompute.Primitives.Fields.Simd;
using Step = FvmCompute.Primitives.Ntt.Butterfly<System.Runtime.Intrinsics.Vector512<ulong>, FvmCompute.Primitives.Fields.Simd.FieldLanes8>;
using UndoStep = FvmCompute.Primitives.Ntt.InverseButterfly<System.Runtime.Intrinsics.Vector512<ulong>, FvmCompute.Primitives.Fields.Simd.FieldLanes8>;

namespace FvmCompute.Primitives.Ntt;

/// <summary>
/// Sixty-four values in eight AVX-512 registers, with rows and columns exchanged: lane j holds block j of eight values. A loop for each level,
/// so that the processor always finds products that do not wait for each other.
/// </summary>
internal readonly struct TransformEnd8 : ITransformEnd
{
    private const nuint Words = 64;
    private const int Row = 8;

    public static int Log => 6;

    /// <inheritdoc/>
    public static void Finish(ref ulong values, ref ulong twiddles, nuint length, nuint first)
    {
        for (nuint i = 0; i < length; i += Words) { Halves(ref Unsafe.Add(ref values, i), ref Unsafe.Add(ref twiddles, first + (i / 8))); }
        for (nuint i = 0; i < length; i += Words) { Quarters(ref Unsafe.Add(ref values, i), ref Unsafe.Add(ref twiddles, 2 * (first + (i / 8)))); }
        for (nuint i = 0; i < length; i += Words) { Eighths(ref Unsafe.Add(ref values, i), ref Unsafe.Add(ref twiddles, 4 * (first + (i / 8)))); }
    }

    /// <inheritdoc/>
    public static void Undo(ref ulong values, ref ulong twiddles, nuint length, nuint first)
    {
        for (nuint i = 0; i < length; i += Words)
        {
            ref ulong part = ref Unsafe.Add(ref values, i);
            if (first + i == 0) { TransformEnd1.UndoFirst(ref part, ref twiddles, Words, 8); }
            else { Undo(ref part, ref twiddles, TwiddleTable.Mirrored(first + (i / 8) + 7)); }
        }
    }

    /// <param name="mirrored">Where the roots of the last block begin: those of the others follow, which therefore come in opposite order.</param>
    private static void Undo(ref ulong values, ref ulong twiddles, nuint mirrored)
    {
        ref ulong last = ref Unsafe.Add(ref values, 7 * Row);
        (Vector512<ulong> v0, Vector512<ulong> v2, Vector512<ulong> v4, Vector512<ulong> v6) = TransposedHalf(ref last, -Row, high: false);
        (Vector512<ulong> v1, Vector512<ulong> v3, Vector512<ulong> v5, Vector512<ulong> v7) = TransposedHalf(ref last, -Row, high: true);
        (Vector512<ulong> even0, Vector512<ulong> odd0) = Parted(ref twiddles, 4 * mirrored);
        (Vector512<ulong> even1, Vector512<ulong> odd1) = Parted(ref twiddles, (4 * mirrored) + 16);
        UndoStep.Two(ref v0, ref v1, Negated(Odd(odd0, odd1)));
        UndoStep.Two(ref v2, ref v3, Negated(Odd(even0, even1)));
        UndoStep.Two(ref v4, ref v5, Negated(Even(odd0, odd1)));
        UndoStep.Two(ref v6, ref v7, Negated(Even(even0, even1)));
        (Vector512<ulong> even, Vector512<ulong> odd) = Parted(ref twiddles, 2 * mirrored);
        UndoStep.Two(ref v0, ref v2, Negated(odd));
        UndoStep.Two(ref v1, ref v3, Negated(odd));
        UndoStep.Two(ref v4, ref v6, Negated(even));
        UndoStep.Two(ref v5, ref v7, Negated(even));
        Vector512<ulong> inverse = Negated(Vector512.LoadUnsafe(ref twiddles, mirrored));
        UndoStep.Two(ref v0, ref v4, inverse);
        UndoStep.Two(ref v1, ref v5, inverse);
        UndoStep.Two(ref v2, ref v6, inverse);
        UndoStep.Two(ref v3, ref v7, inverse);
        Store(v0, v1, v2, v3, v4, v5, v6, v7, ref values);
        (v0, v2, v4, v6) = TransposedHalf(ref values, Row, high: false);
        (v1, v3, v5, v7) = TransposedHalf(ref values, Row, high: true);
        Store(v7, v6, v5, v4, v3, v2, v1, v0, ref values);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Negated(Vector512<ulong> canonical) => FieldLanes8.Subtract(Vector512<ulong>.Zero, canonical);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Halves(ref ulong values, ref ulong roots)
    {
        (Vector512<ulong> v0, Vector512<ulong> v2, Vector512<ulong> v4, Vector512<ulong> v6) = TransposedHalf(ref values, Row, high: false);
        (Vector512<ulong> v1, Vector512<ulong> v3, Vector512<ulong> v5, Vector512<ulong> v7) = TransposedHalf(ref values, Row, high: true);
        Vector512<ulong> z = Vector512.LoadUnsafe(ref roots);
        Step.Two(ref v0, ref v4, z);
        Step.Two(ref v1, ref v5, z);
        Step.Two(ref v2, ref v6, z);
        Step.Two(ref v3, ref v7, z);
        Store(v0, v1, v2, v3, v4, v5, v6, v7, ref values);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters(ref ulong values, ref ulong roots)
    {
        (Vector512<ulong> even, Vector512<ulong> odd) = Parted(ref roots, 0);
        Pair(ref values, 0, 16, even);
        Pair(ref values, 8, 24, even);
        Pair(ref values, 32, 48, odd);
        Pair(ref values, 40, 56, odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eighths(ref ulong values, ref ulong roots)
    {
        Vector512<ulong> v0 = Vector512.LoadUnsafe(ref values), v1 = Vector512.LoadUnsafe(ref values, 8);
        Vector512<ulong> v2 = Vector512.LoadUnsafe(ref values, 16), v3 = Vector512.LoadUnsafe(ref values, 24);
        Vector512<ulong> v4 = Vector512.LoadUnsafe(ref values, 32), v5 = Vector512.LoadUnsafe(ref values, 40);
        Vector512<ulong> v6 = Vector512.LoadUnsafe(ref values, 48), v7 = Vector512.LoadUnsafe(ref values, 56);
        (Vector512<ulong> even0, Vector512<ulong> odd0) = Parted(ref roots, 0);
        (Vector512<ulong> even1, Vector512<ulong> odd1) = Parted(ref roots, 16);
        Step.Two(ref v0, ref v1, Even(even0, even1));
        Step.Two(ref v2, ref v3, Even(odd0, odd1));
        Step.Two(ref v4, ref v5, Odd(even0, even1));
        Step.Two(ref v6, ref v7, Odd(odd0, odd1));
        Store(
            FieldLanes8.Canonical(v0), FieldLanes8.Canonical(v1), FieldLanes8.Canonical(v2), FieldLanes8.Canonical(v3),
            FieldLanes8.Canonical(v4), FieldLanes8.Canonical(v5), FieldLanes8.Canonical(v6), FieldLanes8.Canonical(v7), ref values);
        (v0, v2, v4, v6) = TransposedHalf(ref values, Row, high: false);
        (v1, v3, v5, v7) = TransposedHalf(ref values, Row, high: true);
        Store(v0, v1, v2, v3, v4, v5, v6, v7, ref values);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(ref ulong values, nuint x, nuint y, Vector512<ulong> z)
    {
        Vector512<ulong> low = Vector512.LoadUnsafe(ref values, x), high = Vector512.LoadUnsafe(ref values, y);
        Step.Two(ref low, ref high, z);
        low.StoreUnsafe(ref values, x);
        high.StoreUnsafe(ref values, y);
    }

    /// <summary>Sixteen neighbouring words as those at even and those at odd places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<ulong> Even, Vector512<ulong> Odd) Parted(ref ulong words, nuint at)
    {
        Vector512<ulong> first = Vector512.LoadUnsafe(ref words, at), second = Vector512.LoadUnsafe(ref words, at + 8);
        return (Even(first, second), Odd(first, second));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Even(Vector512<ulong> first, Vector512<ulong> second) =>
        Avx512F.PermuteVar8x64x2(first, Vector512.Create(0UL, 2, 4, 6, 8, 10, 12, 14), second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Odd(Vector512<ulong> first, Vector512<ulong> second) =>
        Avx512F.PermuteVar8x64x2(first, Vector512.Create(1UL, 3, 5, 7, 9, 11, 13, 15), second);

    /// <summary>Every second column of the 8×8 matrix at <paramref name="values"/>.</summary>
    /// <param name="row">Words to the next row; negative for rows in opposite order.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<ulong> First, Vector512<ulong> Second, Vector512<ulong> Third, Vector512<ulong> Fourth) TransposedHalf(
        ref ulong values, nint row, bool high)
    {
        Vector512<ulong> r0 = Neighbours(ref values, 0, row, high), r1 = Neighbours(ref values, 2 * row, row, high);
        Vector512<ulong> r2 = Neighbours(ref values, 4 * row, row, high), r3 = Neighbours(ref values, 6 * row, row, high);
        Vector512<ulong> low01 = Avx512F.Shuffle4x128(r0, r1, 0x44), high01 = Avx512F.Shuffle4x128(r0, r1, 0xee);
        Vector512<ulong> low23 = Avx512F.Shuffle4x128(r2, r3, 0x44), high23 = Avx512F.Shuffle4x128(r2, r3, 0xee);
        return (
            Avx512F.Shuffle4x128(low01, low23, 0x88), Avx512F.Shuffle4x128(low01, low23, 0xdd),
            Avx512F.Shuffle4x128(high01, high23, 0x88), Avx512F.Shuffle4x128(high01, high23, 0xdd));
    }

    /// <summary>The even or the odd words of two neighbouring rows, by turns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Neighbours(ref ulong values, nint at, nint row, bool high)
    {
        Vector512<ulong> x = Vector512.LoadUnsafe(ref Unsafe.Add(ref values, at)), y = Vector512.LoadUnsafe(ref Unsafe.Add(ref values, at + row));
        return high ? Avx512F.UnpackHigh(x, y) : Avx512F.UnpackLow(x, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        Vector512<ulong> v0, Vector512<ulong> v1, Vector512<ulong> v2, Vector512<ulong> v3,
        Vector512<ulong> v4, Vector512<ulong> v5, Vector512<ulong> v6, Vector512<ulong> v7, ref ulong values)
    {
        v0.StoreUnsafe(ref values);
        v1.StoreUnsafe(ref values, 8);
        v2.StoreUnsafe(ref values, 16);
        v3.StoreUnsafe(ref values, 24);
        v4.StoreUnsafe(ref values, 32);
        v5.StoreUnsafe(ref values, 40);
        v6.StoreUnsafe(ref values, 48);
        v7.StoreUnsafe(ref values, 56);
    }
}
