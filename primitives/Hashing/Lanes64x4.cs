using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FvmCompute.Primitives.Hashing;

/// <summary>Four messages in AVX2 registers.</summary>
internal readonly struct Lanes64x4 : ILanes64<Vector256<ulong>>
{
    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Broadcast(ulong value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Add(Vector256<ulong> x, Vector256<ulong> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Xor(Vector256<ulong> x, Vector256<ulong> y) => x ^ y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> RotateRight32(Vector256<ulong> x) => Avx2.Shuffle(x.AsUInt32(), 0xb1).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> RotateRight24(Vector256<ulong> x) =>
        Avx2.Shuffle(x.AsByte(), Vector256.Create(Vector128.Create((byte)3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10))).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> RotateRight16(Vector256<ulong> x) =>
        Avx2.Shuffle(x.AsByte(), Vector256.Create(Vector128.Create((byte)2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9))).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> RotateRight63(Vector256<ulong> x) => (x + x) ^ (x >>> 63);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> LoadWords(ref readonly ulong words, nuint index) => Vector256.LoadUnsafe(in words, index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> ShiftInByte(Vector256<ulong> before, Vector256<ulong> word) => (before >>> 56) | (word << 8);

    /// <inheritdoc/>
    public static void Load(ref byte blocks, nint stride, ref Vector256<ulong> words)
    {
        LoadHalf(ref blocks, stride, ref words);
        LoadHalf(ref Unsafe.Add(ref blocks, 64), stride, ref Unsafe.Add(ref words, 8));
    }

    /// <inheritdoc/>
    public static void LoadHalf(ref byte blocks, nint stride, ref Vector256<ulong> words)
    {
        for (int i = 0; i < 2; i++)
        {
            ref byte part = ref Unsafe.Add(ref blocks, 32 * i);
            Vector256<ulong> r0 = Vector256.LoadUnsafe(ref part).AsUInt64();
            Vector256<ulong> r1 = Vector256.LoadUnsafe(ref Unsafe.Add(ref part, stride)).AsUInt64();
            Vector256<ulong> r2 = Vector256.LoadUnsafe(ref Unsafe.Add(ref part, 2 * stride)).AsUInt64();
            Vector256<ulong> r3 = Vector256.LoadUnsafe(ref Unsafe.Add(ref part, 3 * stride)).AsUInt64();
            Transpose(ref r0, ref r1, ref r2, ref r3);
            ref Vector256<ulong> target = ref Unsafe.Add(ref words, 4 * i);
            target = r0;
            Unsafe.Add(ref target, 1) = r1;
            Unsafe.Add(ref target, 2) = r2;
            Unsafe.Add(ref target, 3) = r3;
        }
    }

    /// <inheritdoc/>
    public static void Store(ref Vector256<ulong> words, ref byte digests)
    {
        Vector256<ulong> r0 = words, r1 = Unsafe.Add(ref words, 1), r2 = Unsafe.Add(ref words, 2), r3 = Unsafe.Add(ref words, 3);
        Transpose(ref r0, ref r1, ref r2, ref r3);
        r0.AsByte().StoreUnsafe(ref digests);
        r1.AsByte().StoreUnsafe(ref Unsafe.Add(ref digests, 32));
        r2.AsByte().StoreUnsafe(ref Unsafe.Add(ref digests, 64));
        r3.AsByte().StoreUnsafe(ref Unsafe.Add(ref digests, 96));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ref Vector256<ulong> r0, ref Vector256<ulong> r1, ref Vector256<ulong> r2, ref Vector256<ulong> r3)
    {
        Vector256<ulong> low01 = Avx2.UnpackLow(r0, r1), high01 = Avx2.UnpackHigh(r0, r1);
        Vector256<ulong> low23 = Avx2.UnpackLow(r2, r3), high23 = Avx2.UnpackHigh(r2, r3);
        r0 = Avx2.Permute2x128(low01, low23, 0x20);
        r1 = Avx2.Permute2x128(high01, high23, 0x20);
        r2 = Avx2.Permute2x128(low01, low23, 0x31);
        r3 = Avx2.Permute2x128(high01, high23, 0x31);
    }
}
