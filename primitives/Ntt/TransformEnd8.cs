using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FvmCompute.Primitives.Fields.Simd;
using Step = FvmCompute.Primitives.Ntt.Butterfly<System.Runtime.Intrinsics.Vector512<ulong>, FvmCompute.Primitives.Fields.Simd.FieldLanes8>;

namespace FvmCompute.Primitives.Ntt;

/// <summary>
/// Sixty-four values in eight AVX-512 registers: three levels between registers, then, with rows and columns exchanged, three more.
/// </summary>
internal readonly struct TransformEnd8 : ITransformEnd
{
    public static int Log => 6;

    /// <inheritdoc/>
    public static void Finish(ref ulong values, ref ulong twiddles, nuint block)
    {
        Rows(ref values, ref twiddles, block);
        Columns(ref values, ref twiddles, block);
    }

    /// <summary>The three levels whose values are in different registers, and the exchange.</summary>
    private static void Rows(ref ulong values, ref ulong twiddles, nuint block)
    {
        Vector512<ulong> v0 = Vector512.LoadUnsafe(ref values), v1 = Vector512.LoadUnsafe(ref values, 8);
        Vector512<ulong> v2 = Vector512.LoadUnsafe(ref values, 16), v3 = Vector512.LoadUnsafe(ref values, 24);
        Vector512<ulong> v4 = Vector512.LoadUnsafe(ref values, 32), v5 = Vector512.LoadUnsafe(ref values, 40);
        Vector512<ulong> v6 = Vector512.LoadUnsafe(ref values, 48), v7 = Vector512.LoadUnsafe(ref values, 56);
        Vector512<ulong> z = Vector512.Create(Unsafe.Add(ref twiddles, block));
        Step.Two(ref v0, ref v4, z);
        Step.Two(ref v1, ref v5, z);
        Step.Two(ref v2, ref v6, z);
        Step.Two(ref v3, ref v7, z);
        ref ulong halves = ref Unsafe.Add(ref twiddles, 2 * block), quarters = ref Unsafe.Add(ref twiddles, 4 * block);
        Step.Four(
            ref v0, ref v1, ref v2, ref v3,
            Vector512.Create(halves), Vector512.Create(quarters), Vector512.Create(Unsafe.Add(ref quarters, 1)));
        Step.Four(
            ref v4, ref v5, ref v6, ref v7,
            Vector512.Create(Unsafe.Add(ref halves, 1)), Vector512.Create(Unsafe.Add(ref quarters, 2)), Vector512.Create(Unsafe.Add(ref quarters, 3)));
        StoreTransposed(v0, v1, v2, v3, v4, v5, v6, v7, ref values);
    }

    /// <summary>The three levels inside what were registers: lane j holds block 8·block + j of eight values.</summary>
    private static void Columns(ref ulong values, ref ulong twiddles, nuint block)
    {
        Vector512<ulong> v0 = Vector512.LoadUnsafe(ref values), v1 = Vector512.LoadUnsafe(ref values, 8);
        Vector512<ulong> v2 = Vector512.LoadUnsafe(ref values, 16), v3 = Vector512.LoadUnsafe(ref values, 24);
        Vector512<ulong> v4 = Vector512.LoadUnsafe(ref values, 32), v5 = Vector512.LoadUnsafe(ref values, 40);
        Vector512<ulong> v6 = Vector512.LoadUnsafe(ref values, 48), v7 = Vector512.LoadUnsafe(ref values, 56);
        Vector512<ulong> z = Vector512.LoadUnsafe(ref twiddles, 8 * block);
        Step.Two(ref v0, ref v4, z);
        Step.Two(ref v1, ref v5, z);
        Step.Two(ref v2, ref v6, z);
        Step.Two(ref v3, ref v7, z);
        (Vector512<ulong> low, Vector512<ulong> high) = Parted(ref twiddles, 16 * block);
        (Vector512<ulong> even0, Vector512<ulong> odd0) = Parted(ref twiddles, 32 * block);
        (Vector512<ulong> even1, Vector512<ulong> odd1) = Parted(ref twiddles, (32 * block) + 16);
        Step.Four(ref v0, ref v1, ref v2, ref v3, low, Even(even0, even1), Even(odd0, odd1));
        Step.Four(ref v4, ref v5, ref v6, ref v7, high, Odd(even0, even1), Odd(odd0, odd1));
        StoreTransposed(
            FieldLanes8.Canonical(v0), FieldLanes8.Canonical(v1), FieldLanes8.Canonical(v2), FieldLanes8.Canonical(v3),
            FieldLanes8.Canonical(v4), FieldLanes8.Canonical(v5), FieldLanes8.Canonical(v6), FieldLanes8.Canonical(v7), ref values);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreTransposed(
        Vector512<ulong> v0, Vector512<ulong> v1, Vector512<ulong> v2, Vector512<ulong> v3,
        Vector512<ulong> v4, Vector512<ulong> v5, Vector512<ulong> v6, Vector512<ulong> v7, ref ulong values)
    {
        StoreLanes(
            Avx512F.UnpackLow(v0, v1), Avx512F.UnpackLow(v2, v3), Avx512F.UnpackLow(v4, v5), Avx512F.UnpackLow(v6, v7), ref values);
        StoreLanes(
            Avx512F.UnpackHigh(v0, v1), Avx512F.UnpackHigh(v2, v3), Avx512F.UnpackHigh(v4, v5), Avx512F.UnpackHigh(v6, v7), ref Unsafe.Add(ref values, 8));
    }

    /// <summary>Transposes a 4×4 matrix of 128-bit lanes into every second register's place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreLanes(Vector512<ulong> r0, Vector512<ulong> r1, Vector512<ulong> r2, Vector512<ulong> r3, ref ulong values)
    {
        Vector512<ulong> low01 = Avx512F.Shuffle4x128(r0, r1, 0x44), high01 = Avx512F.Shuffle4x128(r0, r1, 0xee);
        Vector512<ulong> low23 = Avx512F.Shuffle4x128(r2, r3, 0x44), high23 = Avx512F.Shuffle4x128(r2, r3, 0xee);
        Avx512F.Shuffle4x128(low01, low23, 0x88).StoreUnsafe(ref values);
        Avx512F.Shuffle4x128(low01, low23, 0xdd).StoreUnsafe(ref values, 16);
        Avx512F.Shuffle4x128(high01, high23, 0x88).StoreUnsafe(ref values, 32);
        Avx512F.Shuffle4x128(high01, high23, 0xdd).StoreUnsafe(ref values, 48);
    }
}
