using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace FvmCompute.Primitives.Hashing;

/// <summary>The BLAKE2b compression function in plain C# (RFC 7693 §3.2); the truth the vector forms are tested against.</summary>
internal static class Blake2bScalar
{
    /// <summary>Mixes whole 128-byte blocks, none of them the last one, into the 8-word chaining value.</summary>
    /// <param name="counter">Bytes hashed before these blocks.</param>
    public static void CompressMany(Span<ulong> h, ReadOnlySpan<byte> blocks, ulong counter)
    {
        for (int at = 0; at < blocks.Length; at += Blake2bConstants.BlockBytes)
        {
            counter += Blake2bConstants.BlockBytes;
            Compress(h, blocks.Slice(at, Blake2bConstants.BlockBytes), counter, finalMask: 0);
        }
    }

    /// <summary>Mixes one 128-byte block into the 8-word chaining value.</summary>
    /// <param name="counter">Bytes hashed including this block, without padding.</param>
    /// <param name="finalMask">All ones for the last block, zero otherwise.</param>
    [SkipLocalsInit]
    public static void Compress(Span<ulong> h, ReadOnlySpan<byte> block, ulong counter, ulong finalMask)
    {
        Span<ulong> m = stackalloc ulong[16];
        for (int i = 0; i < 16; i++) { m[i] = BinaryPrimitives.ReadUInt64LittleEndian(block.Slice(8 * i, 8)); }

        ulong v0 = h[0], v1 = h[1], v2 = h[2], v3 = h[3], v4 = h[4], v5 = h[5], v6 = h[6], v7 = h[7];
        ulong v8 = Blake2bConstants.Iv0, v9 = Blake2bConstants.Iv1, v10 = Blake2bConstants.Iv2, v11 = Blake2bConstants.Iv3;
        ulong v12 = Blake2bConstants.Iv4 ^ counter, v13 = Blake2bConstants.Iv5;
        ulong v14 = Blake2bConstants.Iv6 ^ finalMask, v15 = Blake2bConstants.Iv7;

        for (int round = 0; round < Blake2bConstants.Rounds; round++)
        {
            ReadOnlySpan<byte> s = Blake2bConstants.Sigma.Slice(16 * round, 16);
            Mix(ref v0, ref v4, ref v8, ref v12, m[s[0] & 15], m[s[1] & 15]);
            Mix(ref v1, ref v5, ref v9, ref v13, m[s[2] & 15], m[s[3] & 15]);
            Mix(ref v2, ref v6, ref v10, ref v14, m[s[4] & 15], m[s[5] & 15]);
            Mix(ref v3, ref v7, ref v11, ref v15, m[s[6] & 15], m[s[7] & 15]);
            Mix(ref v0, ref v5, ref v10, ref v15, m[s[8] & 15], m[s[9] & 15]);
            Mix(ref v1, ref v6, ref v11, ref v12, m[s[10] & 15], m[s[11] & 15]);
            Mix(ref v2, ref v7, ref v8, ref v13, m[s[12] & 15], m[s[13] & 15]);
            Mix(ref v3, ref v4, ref v9, ref v14, m[s[14] & 15], m[s[15] & 15]);
        }

        h[0] ^= v0 ^ v8;
        h[1] ^= v1 ^ v9;
        h[2] ^= v2 ^ v10;
        h[3] ^= v3 ^ v11;
        h[4] ^= v4 ^ v12;
        h[5] ^= v5 ^ v13;
        h[6] ^= v6 ^ v14;
        h[7] ^= v7 ^ v15;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref ulong a, ref ulong b, ref ulong c, ref ulong d, ulong x, ulong y)
    {
        a = a + x + b;
        d = BitOperations.RotateRight(d ^ a, 32);
        c += d;
        b = BitOperations.RotateRight(b ^ c, 24);
        a = a + y + b;
        d = BitOperations.RotateRight(d ^ a, 16);
        c += d;
        b = BitOperations.RotateRight(b ^ c, 63);
    }
}
