using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FvmCompute.Primitives.Hashing;

/// <summary>The BLAKE2b compression function with the four rows of its state in 256-bit registers.</summary>
internal static class Blake2bAvx2
{
    /// <inheritdoc cref="Blake2bScalar.CompressMany"/>
    public static void CompressMany(Span<ulong> h, ReadOnlySpan<byte> blocks, ulong counter)
    {
        for (int at = 0; at < blocks.Length; at += Blake2bConstants.BlockBytes)
        {
            counter += Blake2bConstants.BlockBytes;
            Compress(h, blocks.Slice(at, Blake2bConstants.BlockBytes), counter, finalMask: 0);
        }
    }

    /// <inheritdoc cref="Blake2bScalar.Compress"/>
    public static void Compress(Span<ulong> h, ReadOnlySpan<byte> block, ulong counter, ulong finalMask)
    {
        ref ulong m = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<byte, ulong>(block[..Blake2bConstants.BlockBytes]));
        Vector256<ulong> first = Vector256.Create<ulong>(h[..4]), second = Vector256.Create<ulong>(h[4..]);
        Vector256<ulong> a = first, b = second;
        Vector256<ulong> c = Vector256.Create(Blake2bConstants.Iv0, Blake2bConstants.Iv1, Blake2bConstants.Iv2, Blake2bConstants.Iv3);
        Vector256<ulong> d = Vector256.Create(Blake2bConstants.Iv4, Blake2bConstants.Iv5, Blake2bConstants.Iv6, Blake2bConstants.Iv7)
            ^ Vector256.Create(counter, 0, finalMask, 0);
        ref byte sigma = ref MemoryMarshal.GetReference(Blake2bConstants.Sigma);
        for (int round = 0; round < Blake2bConstants.Rounds; round++)
        {
            ref byte s = ref Unsafe.Add(ref sigma, 16 * round);
            Mix(ref a, ref b, ref c, ref d, Gather(ref m, ref s, 0, 2, 4, 6), Gather(ref m, ref s, 1, 3, 5, 7));
            // Row b is ready last, so the others turn; the diagonal mixes then stand one place further on.
            a = Avx2.Permute4x64(a, 0b10_01_00_11);
            c = Avx2.Permute4x64(c, 0b00_11_10_01);
            d = Avx2.Permute4x64(d, 0b01_00_11_10);
            Mix(ref a, ref b, ref c, ref d, Gather(ref m, ref s, 14, 8, 10, 12), Gather(ref m, ref s, 15, 9, 11, 13));
            a = Avx2.Permute4x64(a, 0b00_11_10_01);
            c = Avx2.Permute4x64(c, 0b10_01_00_11);
            d = Avx2.Permute4x64(d, 0b01_00_11_10);
        }

        (first ^ a ^ c).CopyTo(h);
        (second ^ b ^ d).CopyTo(h[4..]);
    }

    /// <summary>Four message words, by their places in the order of the round.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Gather(ref ulong m, ref byte order, int p0, int p1, int p2, int p3) => Vector256.Create(
        Unsafe.Add(ref m, (int)Unsafe.Add(ref order, p0)),
        Unsafe.Add(ref m, (int)Unsafe.Add(ref order, p1)),
        Unsafe.Add(ref m, (int)Unsafe.Add(ref order, p2)),
        Unsafe.Add(ref m, (int)Unsafe.Add(ref order, p3)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(
        ref Vector256<ulong> a, ref Vector256<ulong> b, ref Vector256<ulong> c, ref Vector256<ulong> d, Vector256<ulong> x, Vector256<ulong> y)
    {
        a = a + x + b;
        d = Lanes64x4.RotateRight32(d ^ a);
        c += d;
        b = Lanes64x4.RotateRight24(b ^ c);
        a = a + y + b;
        d = Lanes64x4.RotateRight16(d ^ a);
        c += d;
        b = Lanes64x4.RotateRight63(b ^ c);
    }
}
