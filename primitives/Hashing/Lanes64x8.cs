using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FvmCompute.Primitives.Hashing;

/// <summary>Eight messages in AVX-512 registers.</summary>
internal readonly struct Lanes64x8 : ILanes64<Vector512<ulong>>
{
    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Broadcast(ulong value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Add(Vector512<ulong> x, Vector512<ulong> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Xor(Vector512<ulong> x, Vector512<ulong> y) => x ^ y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> RotateRight32(Vector512<ulong> x) => Avx512F.RotateRight(x, 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> RotateRight24(Vector512<ulong> x) => Avx512F.RotateRight(x, 24);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> RotateRight16(Vector512<ulong> x) => Avx512F.RotateRight(x, 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> RotateRight63(Vector512<ulong> x) => Avx512F.RotateRight(x, 63);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> LoadWords(ref readonly ulong words, nuint index) => Vector512.LoadUnsafe(in words, index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> ShiftInByte(Vector512<ulong> before, Vector512<ulong> word) => (before >>> 56) | (word << 8);

    /// <inheritdoc/>
    public static void Load(ref byte blocks, nint stride, ref Vector512<ulong> words)
    {
        LoadHalf(ref blocks, stride, ref words);
        LoadHalf(ref Unsafe.Add(ref blocks, 64), stride, ref Unsafe.Add(ref words, 8));
    }

    /// <inheritdoc/>
    public static void Store(ref Vector512<ulong> words, ref byte digests)
    {
        Vector512<ulong> r0 = words, r1 = Unsafe.Add(ref words, 1), r2 = Unsafe.Add(ref words, 2), r3 = Unsafe.Add(ref words, 3);
        Vector512<ulong> even01 = Avx512F.UnpackLow(r0, r1), odd01 = Avx512F.UnpackHigh(r0, r1);
        Vector512<ulong> even23 = Avx512F.UnpackLow(r2, r3), odd23 = Avx512F.UnpackHigh(r2, r3);

        // 128-bit lane q of the even vectors belongs to message 2q, of the odd ones to message 2q + 1.
        StorePairs(even01, even23, ref digests);
        StorePairs(odd01, odd23, ref Unsafe.Add(ref digests, 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePairs(Vector512<ulong> low, Vector512<ulong> high, ref byte destination)
    {
        Vector512<ulong> front = Avx512F.PermuteVar8x64x2(low, Vector512.Create(0UL, 1, 8, 9, 2, 3, 10, 11), high);
        Vector512<ulong> back = Avx512F.PermuteVar8x64x2(low, Vector512.Create(4UL, 5, 12, 13, 6, 7, 14, 15), high);
        front.GetLower().AsByte().StoreUnsafe(ref destination);
        front.GetUpper().AsByte().StoreUnsafe(ref Unsafe.Add(ref destination, 64));
        back.GetLower().AsByte().StoreUnsafe(ref Unsafe.Add(ref destination, 128));
        back.GetUpper().AsByte().StoreUnsafe(ref Unsafe.Add(ref destination, 192));
    }

    /// <inheritdoc/>
    public static void LoadHalf(ref byte source, nint stride, ref Vector512<ulong> words)
    {
        (Vector512<ulong> e0, Vector512<ulong> o0) = LoadPair(ref source, stride);
        (Vector512<ulong> e1, Vector512<ulong> o1) = LoadPair(ref Unsafe.Add(ref source, 2 * stride), stride);
        (Vector512<ulong> e2, Vector512<ulong> o2) = LoadPair(ref Unsafe.Add(ref source, 4 * stride), stride);
        (Vector512<ulong> e3, Vector512<ulong> o3) = LoadPair(ref Unsafe.Add(ref source, 6 * stride), stride);
        TransposeLanes(e0, e1, e2, e3, ref words);
        TransposeLanes(o0, o1, o2, o3, ref Unsafe.Add(ref words, 1));
    }

    /// <summary>The even and the odd words of two neighbouring messages, interleaved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<ulong> Even, Vector512<ulong> Odd) LoadPair(ref byte source, nint stride)
    {
        Vector512<ulong> a = Vector512.LoadUnsafe(ref source).AsUInt64();
        Vector512<ulong> b = Vector512.LoadUnsafe(ref Unsafe.Add(ref source, stride)).AsUInt64();
        return (Avx512F.UnpackLow(a, b), Avx512F.UnpackHigh(a, b));
    }

    /// <summary>Transposes a 4×4 matrix of 128-bit lanes into every second vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeLanes(Vector512<ulong> r0, Vector512<ulong> r1, Vector512<ulong> r2, Vector512<ulong> r3, ref Vector512<ulong> words)
    {
        Vector512<ulong> low01 = Avx512F.Shuffle4x128(r0, r1, 0x44), high01 = Avx512F.Shuffle4x128(r0, r1, 0xee);
        Vector512<ulong> low23 = Avx512F.Shuffle4x128(r2, r3, 0x44), high23 = Avx512F.Shuffle4x128(r2, r3, 0xee);
        words = Avx512F.Shuffle4x128(low01, low23, 0x88);
        Unsafe.Add(ref words, 2) = Avx512F.Shuffle4x128(low01, low23, 0xdd);
        Unsafe.Add(ref words, 4) = Avx512F.Shuffle4x128(high01, high23, 0x88);
        Unsafe.Add(ref words, 6) = Avx512F.Shuffle4x128(high01, high23, 0xdd);
    }
}
