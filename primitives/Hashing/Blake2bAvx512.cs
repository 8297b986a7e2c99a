using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FvmCompute.Primitives.Hashing;

/// <summary>The BLAKE2b compression function with the four rows of its state in 256-bit registers and the message in two 512-bit ones.</summary>
internal static class Blake2bAvx512
{
    /// <summary>
    /// For each round two vectors of word numbers: first words of the four column mixes and then their second words; the same of the diagonals,
    /// whose mixes stand one place further on, where the unturned row b has its word.
    /// </summary>
    private static readonly ulong[] Order = MakeOrder();

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
        Vector512<ulong> m0 = Vector512.Create(block[..64]).AsUInt64(), m1 = Vector512.Create(block[64..]).AsUInt64();
        Vector256<ulong> first = Vector256.Create<ulong>(h[..4]), second = Vector256.Create<ulong>(h[4..]);
        Vector256<ulong> a = first, b = second;
        Vector256<ulong> c = Vector256.Create(Blake2bConstants.Iv0, Blake2bConstants.Iv1, Blake2bConstants.Iv2, Blake2bConstants.Iv3);
        Vector256<ulong> d = Vector256.Create(Blake2bConstants.Iv4, Blake2bConstants.Iv5, Blake2bConstants.Iv6, Blake2bConstants.Iv7)
            ^ Vector256.Create(counter, 0, finalMask, 0);
        ref ulong order = ref MemoryMarshal.GetArrayDataReference(Order);
        for (int round = 0; round < Blake2bConstants.Rounds; round++)
        {
            Vector512<ulong> columns = Avx512F.PermuteVar8x64x2(m0, Vector512.LoadUnsafe(ref order, 16 * (nuint)round), m1);
            Vector512<ulong> diagonals = Avx512F.PermuteVar8x64x2(m0, Vector512.LoadUnsafe(ref order, (16 * (nuint)round) + 8), m1);
            Mix(ref a, ref b, ref c, ref d, columns);

            // Turning rows a, c, d puts the diagonals of the state into columns; row b is ready last, so it stays.
            a = Avx2.Permute4x64(a, 0b10_01_00_11);
            c = Avx2.Permute4x64(c, 0b00_11_10_01);
            d = Avx2.Permute4x64(d, 0b01_00_11_10);
            Mix(ref a, ref b, ref c, ref d, diagonals);
            a = Avx2.Permute4x64(a, 0b00_11_10_01);
            c = Avx2.Permute4x64(c, 0b10_01_00_11);
            d = Avx2.Permute4x64(d, 0b01_00_11_10);
        }

        (first ^ a ^ c).CopyTo(h);
        (second ^ b ^ d).CopyTo(h[4..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref Vector256<ulong> a, ref Vector256<ulong> b, ref Vector256<ulong> c, ref Vector256<ulong> d, Vector512<ulong> m)
    {
        a = a + m.GetLower() + b;
        d = Avx512F.VL.RotateRight(d ^ a, 32);
        c += d;
        b = Avx512F.VL.RotateRight(b ^ c, 24);
        a = a + m.GetUpper() + b;
        d = Avx512F.VL.RotateRight(d ^ a, 16);
        c += d;
        b = Avx512F.VL.RotateRight(b ^ c, 63);
    }

    private static ulong[] MakeOrder()
    {
        ulong[] order = new ulong[16 * Blake2bConstants.Rounds];
        for (int half = 0; half < 2 * Blake2bConstants.Rounds; half++)
        {
            for (int mix = 0; mix < 4; mix++)
            {
                int place = (8 * half) + ((mix + (half & 1)) % 4);
                order[place] = Blake2bConstants.Sigma[(8 * half) + (2 * mix)];
                order[place + 4] = Blake2bConstants.Sigma[(8 * half) + (2 * mix) + 1];
            }
        }

        return order;
    }
}
