using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace FvmCompute.Primitives.Hashing;

/// <summary>Keccak-256 as Ethereum and the FVM use it: Keccak[c=512] with the original padding 0x01, not SHA3-256.</summary>
public static class Keccak256
{
    private const int Lanes = 25;
    private const int RateBytes = 136;

    private static ReadOnlySpan<ulong> RoundConstants =>
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b, 0x0000000080000001,
        0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
        0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
        0x000000000000800a, 0x800000008000000a, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    /// <summary>Lane that the ρ and π steps move next, starting from lane 1 (FIPS 202 §3.2.3).</summary>
    private static ReadOnlySpan<byte> PiLanes => [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1];

    private static ReadOnlySpan<byte> RhoOffsets => [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44];

    /// <summary>The digest of <paramref name="data"/> into exactly 32 bytes.</summary>
    [SkipLocalsInit]
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        Require.Length(digest.Length, 32);
        Span<ulong> state = stackalloc ulong[Lanes];
        state.Clear();
        for (; data.Length >= RateBytes; data = data[RateBytes..])
        {
            Absorb(state, data[..RateBytes]);
        }

        Span<byte> last = stackalloc byte[RateBytes];
        last.Clear();
        data.CopyTo(last);
        last[data.Length] = 0x01;
        last[RateBytes - 1] |= 0x80;
        Absorb(state, last);
        for (int i = 0; i < 4; i++) { BinaryPrimitives.WriteUInt64LittleEndian(digest[(8 * i)..], state[i]); }
    }

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        for (int i = 0; i < RateBytes / 8; i++) { state[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(8 * i)..]); }
        foreach (ulong constant in RoundConstants)
        {
            Theta(state);
            RhoAndPi(state);
            Chi(state);
            state[0] ^= constant;
        }
    }

    private static void Theta(Span<ulong> a)
    {
        ulong c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20];
        ulong c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21];
        ulong c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22];
        ulong c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23];
        ulong c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24];
        ulong d0 = c4 ^ BitOperations.RotateLeft(c1, 1);
        ulong d1 = c0 ^ BitOperations.RotateLeft(c2, 1);
        ulong d2 = c1 ^ BitOperations.RotateLeft(c3, 1);
        ulong d3 = c2 ^ BitOperations.RotateLeft(c4, 1);
        ulong d4 = c3 ^ BitOperations.RotateLeft(c0, 1);
        for (int row = 0; row < Lanes; row += 5)
        {
            a[row] ^= d0;
            a[row + 1] ^= d1;
            a[row + 2] ^= d2;
            a[row + 3] ^= d3;
            a[row + 4] ^= d4;
        }
    }

    private static void RhoAndPi(Span<ulong> a)
    {
        ulong moving = a[1];
        for (int i = 0; i < PiLanes.Length; i++)
        {
            ulong next = a[PiLanes[i]];
            a[PiLanes[i]] = BitOperations.RotateLeft(moving, RhoOffsets[i]);
            moving = next;
        }
    }

    private static void Chi(Span<ulong> a)
    {
        for (int row = 0; row < Lanes; row += 5)
        {
            ulong a0 = a[row], a1 = a[row + 1], a2 = a[row + 2], a3 = a[row + 3], a4 = a[row + 4];
            a[row] = a0 ^ (~a1 & a2);
            a[row + 1] = a1 ^ (~a2 & a3);
            a[row + 2] = a2 ^ (~a3 & a4);
            a[row + 3] = a3 ^ (~a4 & a0);
            a[row + 4] = a4 ^ (~a0 & a1);
        }
    }
}
