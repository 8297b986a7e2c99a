using System.Numerics;
using System.Security.Cryptography;

namespace FvmCompute.Filecoin.Tests.Pieces;

/// <summary>Pieces straight from the definition: big integers cut into 254 bits, whole trees in memory, one hash at a time.</summary>
internal static class NaivePiece
{
    public static byte[] Fr32(byte[] payload)
    {
        int blocks = (payload.Length + 126) / 127;
        byte[] padded = new byte[blocks * 128];
        for (int block = 0; block < blocks; block++)
        {
            int from = block * 127;
            BigInteger bits = new(payload.AsSpan(from, Math.Min(127, payload.Length - from)), isUnsigned: true);
            for (int node = 0; node < 4; node++)
            {
                BigInteger part = (bits >> (254 * node)) & ((BigInteger.One << 254) - 1);
                part.ToByteArray(isUnsigned: true).CopyTo(padded, (block * 128) + (node * 32));
            }
        }

        return padded;
    }

    /// <summary>All levels, leaves first.</summary>
    public static List<byte[][]> Tree(byte[] payload, int? paddedBytes = null)
    {
        byte[] data = Fr32(payload);
        int size = paddedBytes ?? (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(128, data.Length));
        Array.Resize(ref data, size);
        List<byte[][]> levels = [[.. Enumerable.Range(0, size / 32).Select(i => data[(32 * i)..(32 * (i + 1))])]];
        while (levels[^1].Length > 1)
        {
            levels.Add([.. levels[^1].Chunk(2).Select(pair => Node(pair[0], pair[1]))]);
        }

        return levels;
    }

    public static byte[] Root(byte[] payload, int? paddedBytes = null) => Tree(payload, paddedBytes)[^1][0];

    public static byte[] Node(byte[] left, byte[] right)
    {
        byte[] hash = SHA256.HashData([.. left, .. right]);
        hash[31] &= 0x3f;
        return hash;
    }

    /// <summary>The leaf, then its siblings upwards.</summary>
    public static byte[] Path(List<byte[][]> tree, ulong leaf)
    {
        List<byte> path = [.. tree[0][leaf]];
        for (int level = 0; level < tree.Count - 1; level++) { path.AddRange(tree[level][(leaf >> level) ^ 1]); }

        return [.. path];
    }
}
