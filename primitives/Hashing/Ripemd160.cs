using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace FvmCompute.Primitives.Hashing;

/// <summary>RIPEMD-160 (Dobbertin, Bosselaers, Preneel, 1996), which the FVM's hash syscall offers.</summary>
public static class Ripemd160
{
    private const int BlockBytes = 64;

    private static ReadOnlySpan<byte> LeftWords =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8,
        3, 10, 14, 4, 9, 15, 8, 1, 2, 7, 0, 6, 13, 11, 5, 12,
        1, 9, 11, 10, 0, 8, 12, 4, 13, 3, 7, 15, 14, 5, 6, 2,
        4, 0, 5, 9, 7, 12, 2, 10, 14, 1, 3, 8, 11, 6, 15, 13,
    ];

    private static ReadOnlySpan<byte> RightWords =>
    [
        5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12,
        6, 11, 3, 7, 0, 13, 5, 10, 14, 15, 8, 12, 4, 9, 1, 2,
        15, 5, 1, 3, 7, 14, 6, 9, 11, 8, 12, 2, 10, 0, 4, 13,
        8, 6, 4, 1, 3, 11, 15, 0, 5, 12, 2, 13, 9, 7, 10, 14,
        12, 15, 10, 4, 1, 5, 8, 7, 6, 2, 13, 14, 0, 3, 9, 11,
    ];

    private static ReadOnlySpan<byte> LeftShifts =>
    [
        11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8,
        7, 6, 8, 13, 11, 9, 7, 15, 7, 12, 15, 9, 11, 7, 13, 12,
        11, 13, 6, 7, 14, 9, 13, 15, 14, 8, 13, 6, 5, 12, 7, 5,
        11, 12, 14, 15, 14, 15, 9, 8, 9, 14, 5, 6, 8, 6, 5, 12,
        9, 15, 5, 11, 6, 8, 13, 12, 5, 12, 13, 14, 11, 8, 5, 6,
    ];

    private static ReadOnlySpan<byte> RightShifts =>
    [
        8, 9, 9, 11, 13, 15, 15, 5, 7, 7, 8, 11, 14, 14, 12, 6,
        9, 13, 15, 7, 12, 8, 9, 11, 7, 7, 12, 7, 6, 15, 13, 11,
        9, 7, 15, 11, 8, 6, 6, 14, 12, 13, 5, 14, 13, 13, 7, 5,
        15, 5, 8, 11, 14, 14, 6, 14, 6, 9, 12, 9, 12, 5, 15, 8,
        8, 5, 12, 9, 12, 5, 14, 6, 8, 13, 6, 5, 15, 13, 11, 11,
    ];

    private static ReadOnlySpan<uint> LeftConstants => [0, 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xa953fd4e];

    private static ReadOnlySpan<uint> RightConstants => [0x50a28be6, 0x5c4dd124, 0x6d703ef3, 0x7a6d76e9, 0];

    /// <summary>The digest of <paramref name="data"/> into exactly 20 bytes.</summary>
    [SkipLocalsInit]
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        Require.Length(digest.Length, 20);
        Span<uint> h = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
        ulong bits = 8UL * (ulong)data.Length;
        for (; data.Length >= BlockBytes; data = data[BlockBytes..]) { Compress(h, data[..BlockBytes]); }

        Span<byte> tail = stackalloc byte[2 * BlockBytes];
        tail.Clear();
        data.CopyTo(tail);
        tail[data.Length] = 0x80;
        int padded = data.Length + 9 <= BlockBytes ? BlockBytes : 2 * BlockBytes;
        BinaryPrimitives.WriteUInt64LittleEndian(tail[(padded - 8)..], bits);
        for (int at = 0; at < padded; at += BlockBytes) { Compress(h, tail.Slice(at, BlockBytes)); }
        for (int i = 0; i < 5; i++) { BinaryPrimitives.WriteUInt32LittleEndian(digest[(4 * i)..], h[i]); }
    }

    [SkipLocalsInit]
    private static void Compress(Span<uint> h, ReadOnlySpan<byte> block)
    {
        Span<uint> x = stackalloc uint[16];
        for (int i = 0; i < 16; i++) { x[i] = BinaryPrimitives.ReadUInt32LittleEndian(block[(4 * i)..]); }

        (uint a, uint b, uint c, uint d, uint e) = (h[0], h[1], h[2], h[3], h[4]);
        (uint ra, uint rb, uint rc, uint rd, uint re) = (a, b, c, d, e);
        for (int j = 0; j < 80; j++)
        {
            int stage = j / 16;
            uint t = BitOperations.RotateLeft(a + Select(stage, b, c, d) + x[LeftWords[j]] + LeftConstants[stage], LeftShifts[j]) + e;
            (a, e, d, c, b) = (e, d, BitOperations.RotateLeft(c, 10), b, t);
            t = BitOperations.RotateLeft(ra + Select(4 - stage, rb, rc, rd) + x[RightWords[j]] + RightConstants[stage], RightShifts[j]) + re;
            (ra, re, rd, rc, rb) = (re, rd, BitOperations.RotateLeft(rc, 10), rb, t);
        }

        (h[0], h[1], h[2], h[3], h[4]) = (h[1] + c + rd, h[2] + d + re, h[3] + e + ra, h[4] + a + rb, h[0] + b + rc);
    }

    /// <summary>The five Boolean functions of the specification, in the order of the left line.</summary>
    private static uint Select(int stage, uint x, uint y, uint z) => stage switch
    {
        0 => x ^ y ^ z,
        1 => (x & y) | (~x & z),
        2 => (x | ~y) ^ z,
        3 => (x & z) | (y & ~z),
        _ => x ^ (y | ~z),
    };
}
