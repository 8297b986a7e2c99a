using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FvmCompute.Primitives.Hashing;

/// <summary>Eight messages in AVX2 registers.</summary>
internal readonly struct Lanes32x8 : ILanes32<Vector256<uint>>
{
    public static int Count => 8;

    /// <summary>Reverses the bytes of every 32-bit word.</summary>
    private static Vector256<byte> SwapBytes => Vector256.Create(Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));

    private static Vector256<uint> Keep254Bits => Vector256.Create(~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x3fffffff);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Broadcast(uint value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Add(Vector256<uint> x, Vector256<uint> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Xor(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) => x ^ y ^ z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Choose(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) => z ^ (x & (y ^ z));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Majority(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) => (x & y) | (z & (x | y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateRight(Vector256<uint> x, [ConstantExpected] byte count) =>
        (x >>> count) | (x << (32 - count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> ShiftRight(Vector256<uint> x, [ConstantExpected] byte count) => x >>> count;

    /// <inheritdoc/>
    public static void Load(ref byte blocks, ref Vector256<uint> words)
    {
        LoadHalf(ref blocks, ref words);
        LoadHalf(ref Unsafe.Add(ref blocks, 32), ref Unsafe.Add(ref words, 8));
    }

    /// <inheritdoc/>
    public static void StoreTruncated(ref Vector256<uint> words, ref byte digests)
    {
        Vector256<uint> r0 = words, r1 = Unsafe.Add(ref words, 1), r2 = Unsafe.Add(ref words, 2), r3 = Unsafe.Add(ref words, 3);
        Vector256<uint> r4 = Unsafe.Add(ref words, 4), r5 = Unsafe.Add(ref words, 5), r6 = Unsafe.Add(ref words, 6), r7 = Unsafe.Add(ref words, 7);
        Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        StoreDigest(r0, ref digests);
        StoreDigest(r1, ref Unsafe.Add(ref digests, 32));
        StoreDigest(r2, ref Unsafe.Add(ref digests, 64));
        StoreDigest(r3, ref Unsafe.Add(ref digests, 96));
        StoreDigest(r4, ref Unsafe.Add(ref digests, 128));
        StoreDigest(r5, ref Unsafe.Add(ref digests, 160));
        StoreDigest(r6, ref Unsafe.Add(ref digests, 192));
        StoreDigest(r7, ref Unsafe.Add(ref digests, 224));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreDigest(Vector256<uint> digest, ref byte destination) =>
        (Avx2.Shuffle(digest.AsByte(), SwapBytes).AsUInt32() & Keep254Bits).AsByte().StoreUnsafe(ref destination);

    private static void LoadHalf(ref byte source, ref Vector256<uint> words)
    {
        Vector256<uint> r0 = LoadSwapped(ref source, 0), r1 = LoadSwapped(ref source, 1), r2 = LoadSwapped(ref source, 2);
        Vector256<uint> r3 = LoadSwapped(ref source, 3), r4 = LoadSwapped(ref source, 4), r5 = LoadSwapped(ref source, 5);
        Vector256<uint> r6 = LoadSwapped(ref source, 6), r7 = LoadSwapped(ref source, 7);
        Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        words = r0;
        Unsafe.Add(ref words, 1) = r1;
        Unsafe.Add(ref words, 2) = r2;
        Unsafe.Add(ref words, 3) = r3;
        Unsafe.Add(ref words, 4) = r4;
        Unsafe.Add(ref words, 5) = r5;
        Unsafe.Add(ref words, 6) = r6;
        Unsafe.Add(ref words, 7) = r7;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> LoadSwapped(ref byte source, int message) =>
        Avx2.Shuffle(Vector256.LoadUnsafe(ref Unsafe.Add(ref source, 64 * message)), SwapBytes).AsUInt32();

    /// <summary>Transposes an 8×8 matrix of 32-bit words: 4×4 blocks inside 128-bit lanes, then the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        ref Vector256<uint> r0, ref Vector256<uint> r1, ref Vector256<uint> r2, ref Vector256<uint> r3,
        ref Vector256<uint> r4, ref Vector256<uint> r5, ref Vector256<uint> r6, ref Vector256<uint> r7)
    {
        TransposeWords(ref r0, ref r1, ref r2, ref r3);
        TransposeWords(ref r4, ref r5, ref r6, ref r7);
        (r0, r4) = (Avx2.Permute2x128(r0, r4, 0x20), Avx2.Permute2x128(r0, r4, 0x31));
        (r1, r5) = (Avx2.Permute2x128(r1, r5, 0x20), Avx2.Permute2x128(r1, r5, 0x31));
        (r2, r6) = (Avx2.Permute2x128(r2, r6, 0x20), Avx2.Permute2x128(r2, r6, 0x31));
        (r3, r7) = (Avx2.Permute2x128(r3, r7, 0x20), Avx2.Permute2x128(r3, r7, 0x31));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeWords(ref Vector256<uint> r0, ref Vector256<uint> r1, ref Vector256<uint> r2, ref Vector256<uint> r3)
    {
        Vector256<ulong> low01 = Avx2.UnpackLow(r0, r1).AsUInt64(), high01 = Avx2.UnpackHigh(r0, r1).AsUInt64();
        Vector256<ulong> low23 = Avx2.UnpackLow(r2, r3).AsUInt64(), high23 = Avx2.UnpackHigh(r2, r3).AsUInt64();
        r0 = Avx2.UnpackLow(low01, low23).AsUInt32();
        r1 = Avx2.UnpackHigh(low01, low23).AsUInt32();
        r2 = Avx2.UnpackLow(high01, high23).AsUInt32();
        r3 = Avx2.UnpackHigh(high01, high23).AsUInt32();
    }
}
