using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FvmCompute.Primitives.Hashing;

/// <summary>Sixteen messages in AVX-512 registers.</summary>
internal readonly struct Lanes32x16 : ILanes32<Vector512<uint>>
{
    private const byte Xor3 = 0x96;
    private const byte ChooseBits = 0xca;
    private const byte MajorityBits = 0xe8;

    public static int Count => 16;

    /// <summary>Reverses the bytes of every 32-bit word.</summary>
    private static Vector512<byte> SwapBytes =>
        Vector512.Create(Vector256.Create(Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)));

    /// <summary>Keeps 254 bits of each of the two digests in a register.</summary>
    private static Vector512<uint> Keep254Bits => Vector512.Create(Vector256.Create(~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x3fffffff));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Broadcast(uint value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Add(Vector512<uint> x, Vector512<uint> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Xor(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) => Avx512F.TernaryLogic(x, y, z, Xor3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Choose(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) => Avx512F.TernaryLogic(x, y, z, ChooseBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Majority(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) => Avx512F.TernaryLogic(x, y, z, MajorityBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RotateRight(Vector512<uint> x, [ConstantExpected] byte count) => Avx512F.RotateRight(x, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> ShiftRight(Vector512<uint> x, [ConstantExpected] byte count) => Avx512F.ShiftRightLogical(x, count);

    /// <inheritdoc/>
    [SkipLocalsInit]
    public static void Load(ref byte blocks, ref Vector512<uint> words)
    {
        // Four messages at a time become four vectors whose 128-bit lane q holds word 4q + c of each message ...
        Span<Vector512<uint>> columns = stackalloc Vector512<uint>[16];
        for (int group = 0; group < 4; group++)
        {
            ref byte first = ref Unsafe.Add(ref blocks, 256 * group);
            Vector512<uint> m0 = LoadSwapped(ref first);
            Vector512<uint> m1 = LoadSwapped(ref Unsafe.Add(ref first, 64));
            Vector512<uint> m2 = LoadSwapped(ref Unsafe.Add(ref first, 128));
            Vector512<uint> m3 = LoadSwapped(ref Unsafe.Add(ref first, 192));
            TransposeWords(ref m0, ref m1, ref m2, ref m3);
            columns[group] = m0;
            columns[4 + group] = m1;
            columns[8 + group] = m2;
            columns[12 + group] = m3;
        }

        // ... and exchanging 128-bit lanes among the groups brings one word of all messages together.
        for (int c = 0; c < 4; c++)
        {
            Vector512<uint> q0 = columns[4 * c], q1 = columns[(4 * c) + 1], q2 = columns[(4 * c) + 2], q3 = columns[(4 * c) + 3];
            TransposeLanes(ref q0, ref q1, ref q2, ref q3);
            Unsafe.Add(ref words, c) = q0;
            Unsafe.Add(ref words, 4 + c) = q1;
            Unsafe.Add(ref words, 8 + c) = q2;
            Unsafe.Add(ref words, 12 + c) = q3;
        }
    }

    /// <inheritdoc/>
    public static void StoreTruncated(ref Vector512<uint> words, ref byte digests)
    {
        Vector512<uint> a0 = words, a1 = Unsafe.Add(ref words, 1), a2 = Unsafe.Add(ref words, 2), a3 = Unsafe.Add(ref words, 3);
        Vector512<uint> b0 = Unsafe.Add(ref words, 4), b1 = Unsafe.Add(ref words, 5), b2 = Unsafe.Add(ref words, 6), b3 = Unsafe.Add(ref words, 7);
        TransposeWords(ref a0, ref a1, ref a2, ref a3);
        TransposeWords(ref b0, ref b1, ref b2, ref b3);
        StoreColumn(a0, b0, ref digests);
        StoreColumn(a1, b1, ref Unsafe.Add(ref digests, 32));
        StoreColumn(a2, b2, ref Unsafe.Add(ref digests, 64));
        StoreColumn(a3, b3, ref Unsafe.Add(ref digests, 96));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> LoadSwapped(ref byte source) => Avx512BW.Shuffle(Vector512.LoadUnsafe(ref source), SwapBytes).AsUInt32();

    /// <summary>Transposes the 4×4 matrix of 32-bit words in each 128-bit lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeWords(ref Vector512<uint> r0, ref Vector512<uint> r1, ref Vector512<uint> r2, ref Vector512<uint> r3)
    {
        Vector512<ulong> low01 = Avx512F.UnpackLow(r0, r1).AsUInt64(), high01 = Avx512F.UnpackHigh(r0, r1).AsUInt64();
        Vector512<ulong> low23 = Avx512F.UnpackLow(r2, r3).AsUInt64(), high23 = Avx512F.UnpackHigh(r2, r3).AsUInt64();
        r0 = Avx512F.UnpackLow(low01, low23).AsUInt32();
        r1 = Avx512F.UnpackHigh(low01, low23).AsUInt32();
        r2 = Avx512F.UnpackLow(high01, high23).AsUInt32();
        r3 = Avx512F.UnpackHigh(high01, high23).AsUInt32();
    }

    /// <summary>Transposes the 4×4 matrix of 128-bit lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeLanes(ref Vector512<uint> r0, ref Vector512<uint> r1, ref Vector512<uint> r2, ref Vector512<uint> r3)
    {
        Vector512<uint> low01 = Avx512F.Shuffle4x128(r0, r1, 0x44), high01 = Avx512F.Shuffle4x128(r0, r1, 0xee);
        Vector512<uint> low23 = Avx512F.Shuffle4x128(r2, r3, 0x44), high23 = Avx512F.Shuffle4x128(r2, r3, 0xee);
        r0 = Avx512F.Shuffle4x128(low01, low23, 0x88);
        r1 = Avx512F.Shuffle4x128(low01, low23, 0xdd);
        r2 = Avx512F.Shuffle4x128(high01, high23, 0x88);
        r3 = Avx512F.Shuffle4x128(high01, high23, 0xdd);
    }

    /// <summary>Lane q of (a, b) is the digest of message 4q + k; the destination is that of message k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreColumn(Vector512<uint> a, Vector512<uint> b, ref byte destination)
    {
        Vector512<ulong> low = Avx512F.PermuteVar8x64x2(a.AsUInt64(), Vector512.Create(0UL, 1, 8, 9, 2, 3, 10, 11), b.AsUInt64());
        Vector512<ulong> high = Avx512F.PermuteVar8x64x2(a.AsUInt64(), Vector512.Create(4UL, 5, 12, 13, 6, 7, 14, 15), b.AsUInt64());
        StorePair(low, ref destination);
        StorePair(high, ref Unsafe.Add(ref destination, 256));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePair(Vector512<ulong> pair, ref byte destination)
    {
        Vector512<byte> bytes = (Avx512BW.Shuffle(pair.AsByte(), SwapBytes).AsUInt32() & Keep254Bits).AsByte();
        bytes.GetLower().StoreUnsafe(ref destination);
        bytes.GetUpper().StoreUnsafe(ref Unsafe.Add(ref destination, 128));
    }
}
