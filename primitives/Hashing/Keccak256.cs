using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using static System.Numerics.BitOperations;

namespace FvmCompute.Primitives.Hashing;

/// <summary>Keccak-256 as Ethereum and the FVM use it: Keccak[c=512] with the original padding 0x01, not SHA3-256.</summary>
public static class Keccak256
{
    private const int Lanes = 25;
    private const int RateBytes = 136;
    private const byte OriginalPadding = 0x01;

    private static ReadOnlySpan<ulong> RoundConstants =>
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b, 0x0000000080000001,
        0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
        0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
        0x000000000000800a, 0x800000008000000a, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    /// <summary>The digest of <paramref name="data"/> into exactly 32 bytes.</summary>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        Require.Length(digest.Length, 32);
        Sponge(data, OriginalPadding, digest);
    }

    /// <param name="padding">First byte after the data: 0x01 here; 0x06 makes it SHA3-256 (FIPS 202 §6.1).</param>
    [SkipLocalsInit]
    internal static void Sponge(ReadOnlySpan<byte> data, byte padding, Span<byte> digest)
    {
        Span<ulong> state = stackalloc ulong[Lanes];
        state.Clear();
        for (; data.Length >= RateBytes; data = data[RateBytes..]) { Absorb(state, data[..RateBytes]); }

        Span<byte> last = stackalloc byte[RateBytes];
        last.Clear();
        data.CopyTo(last);
        last[data.Length] = padding;
        last[RateBytes - 1] |= 0x80;
        Absorb(state, last);
        for (int i = 0; i < 4; i++) { BinaryPrimitives.WriteUInt64LittleEndian(digest[(8 * i)..], state[i]); }
    }

    [SkipLocalsInit]
    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        Span<ulong> other = stackalloc ulong[Lanes];
        for (int i = 0; i < RateBytes / 8; i++) { state[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(8 * i)..]); }
        ReadOnlySpan<ulong> constants = RoundConstants;
        for (int round = 0; round < constants.Length; round += 2)
        {
            Round(state, other, constants[round]);
            Round(other, state, constants[round + 1]);
        }
    }

    /// <summary>One round of Keccak-f[1600]: θ into d0..d4, then ρ and π on the way into each row of χ.</summary>
    private static void Round(ReadOnlySpan<ulong> a, Span<ulong> e, ulong constant)
    {
        ulong c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20];
        ulong c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21];
        ulong c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22];
        ulong c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23];
        ulong c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24];
        ulong d0 = c4 ^ RotateLeft(c1, 1), d1 = c0 ^ RotateLeft(c2, 1), d2 = c1 ^ RotateLeft(c3, 1);
        ulong d3 = c2 ^ RotateLeft(c4, 1), d4 = c3 ^ RotateLeft(c0, 1);
        Chi(e[20..], RotateLeft(a[2] ^ d2, 62), RotateLeft(a[8] ^ d3, 55), RotateLeft(a[14] ^ d4, 39), RotateLeft(a[15] ^ d0, 41), RotateLeft(a[21] ^ d1, 2));
        Chi(e[15..], RotateLeft(a[4] ^ d4, 27), RotateLeft(a[5] ^ d0, 36), RotateLeft(a[11] ^ d1, 10), RotateLeft(a[17] ^ d2, 15), RotateLeft(a[23] ^ d3, 56));
        Chi(e[10..], RotateLeft(a[1] ^ d1, 1), RotateLeft(a[7] ^ d2, 6), RotateLeft(a[13] ^ d3, 25), RotateLeft(a[19] ^ d4, 8), RotateLeft(a[20] ^ d0, 18));
        Chi(e[5..], RotateLeft(a[3] ^ d3, 28), RotateLeft(a[9] ^ d4, 20), RotateLeft(a[10] ^ d0, 3), RotateLeft(a[16] ^ d1, 45), RotateLeft(a[22] ^ d2, 61));
        Chi(e, a[0] ^ d0, RotateLeft(a[6] ^ d1, 44), RotateLeft(a[12] ^ d2, 43), RotateLeft(a[18] ^ d3, 21), RotateLeft(a[24] ^ d4, 14));
        e[0] ^= constant;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Chi(Span<ulong> row, ulong b0, ulong b1, ulong b2, ulong b3, ulong b4)
    {
        row[4] = b4 ^ (~b0 & b1);
        row[3] = b3 ^ (~b4 & b0);
        row[2] = b2 ^ (~b3 & b4);
        row[1] = b1 ^ (~b2 & b3);
        row[0] = b0 ^ (~b1 & b2);
    }
}
