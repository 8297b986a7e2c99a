using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace FvmCompute.Primitives.Hashing;

/// <summary>SHA-256 of node pairs in plain C# (FIPS 180-4 §6.2.2); the truth the vector forms are tested against.</summary>
internal static class Sha256Scalar
{
    /// <summary>Each 64-byte pair to its 32-byte parent, truncated to 254 bits; parents may lie over the start of the nodes.</summary>
    [SkipLocalsInit]
    public static void HashPairs(ReadOnlySpan<byte> nodes, Span<byte> parents)
    {
        Span<uint> w = stackalloc uint[64];
        Span<uint> state = stackalloc uint[8];
        for (int pair = 0; pair < nodes.Length / 64; pair++)
        {
            for (int i = 0; i < 16; i++) { w[i] = BinaryPrimitives.ReadUInt32BigEndian(nodes.Slice((64 * pair) + (4 * i), 4)); }
            ExpandSchedule(w);
            for (int i = 0; i < 64; i++) { w[i] += Sha256Constants.K[i]; }
            Sha256Constants.Iv.CopyTo(state);
            Rounds(state, w);
            Rounds(state, Sha256Constants.PaddingRounds);
            Span<byte> parent = parents.Slice(32 * pair, 32);
            for (int i = 0; i < 8; i++) { BinaryPrimitives.WriteUInt32BigEndian(parent[(4 * i)..], state[i]); }
            parent[31] &= Sha256Nodes.TopByteMask;
        }
    }

    /// <summary>Fills words 16..63 of the message schedule from words 0..15.</summary>
    public static void ExpandSchedule(Span<uint> w)
    {
        for (int i = 16; i < 64; i++)
        {
            uint a = w[i - 15], b = w[i - 2];
            uint s0 = BitOperations.RotateRight(a, 7) ^ BitOperations.RotateRight(a, 18) ^ (a >> 3);
            uint s1 = BitOperations.RotateRight(b, 17) ^ BitOperations.RotateRight(b, 19) ^ (b >> 10);
            w[i] = w[i - 16] + s0 + w[i - 7] + s1;
        }
    }

    private static void Rounds(Span<uint> state, ReadOnlySpan<uint> schedule)
    {
        uint a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        foreach (uint kw in schedule)
        {
            uint s1 = BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
            uint t1 = h + s1 + ((e & f) ^ (~e & g)) + kw;
            uint s0 = BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);
            uint t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + t1, c, b, a, t1 + t2);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }
}
