namespace FvmCompute.Primitives.Merkle;

/// <summary>A binary BLAKE2b-256 Merkle tree of 2^depth leaves (<see cref="MerkleHash"/>), all levels in memory: 64 bytes per leaf.</summary>
public sealed partial class MerkleTree
{
    /// <summary>The deepest tree this class holds: its hashes are one piece of memory.</summary>
    public const int MaxDepth = 25;

    private readonly Memory<byte>[] _levels;

    private MerkleTree(Memory<byte>[] levels) => _levels = levels;

    /// <summary>log₂ of the number of leaves.</summary>
    public int Depth => _levels.Length - 1;

    /// <summary>The root; with a single leaf, its hash.</summary>
    public ReadOnlySpan<byte> Root => _levels[^1].Span;

    /// <summary>A tree over leaves of one length.</summary>
    /// <param name="leaves">A power of two of leaves, 2^25 at most, back to back.</param>
    /// <param name="leafLength">At least 1.</param>
    public static MerkleTree OfLeaves(ReadOnlySpan<byte> leaves, int leafLength)
    {
        Require.AtLeast(leafLength, 1);
        Require.MultipleOf(leaves.Length, leafLength);
        byte[] hashes = new byte[checked(leaves.Length / leafLength * MerkleHash.Bytes)];
        MerkleHash.Leaves(leaves, leafLength, hashes);
        return OfLeafHashes(hashes);
    }

    /// <summary>Bytes of all hashes of a tree.</summary>
    /// <param name="depth">0..<see cref="MaxDepth"/>.</param>
    public static int BytesOf(int depth) => (int)((2L * MerkleHash.Bytes << depth) - MerkleHash.Bytes);

    /// <summary>A tree over leaf hashes already made (by <see cref="MerkleHash.Leaf"/> or a device).</summary>
    /// <param name="hashes">A power of two of 32-byte hashes, 2^25 at most.</param>
    public static MerkleTree OfLeafHashes(ReadOnlySpan<byte> hashes)
    {
        int count = hashes.Length / MerkleHash.Bytes;
        if (hashes.Length % MerkleHash.Bytes != 0 || !int.IsPow2(count) || count > 1 << MaxDepth)
        {
            throw new ArgumentException(
                $"{hashes.Length} bytes of leaf hashes; a Merkle tree takes 32 times a power of two, 2^{MaxDepth} leaves at most", nameof(hashes));
        }

        byte[] nodes = GC.AllocateUninitializedArray<byte>(BytesOf(int.Log2(count)));
        hashes.CopyTo(nodes);
        Memory<byte>[] levels = Cut(nodes);
        HashLevels(levels, 0, levels.Length - 1);
        return new MerkleTree(levels);
    }

    /// <summary>The levels of a tree, from the leaves up, one after the other in one piece of memory.</summary>
    private static Memory<byte>[] Cut(Memory<byte> nodes)
    {
        int depth = int.Log2((nodes.Length / MerkleHash.Bytes) + 1) - 1;
        Require.Between(depth, 0, MaxDepth);
        Require.Length(nodes.Length, BytesOf(depth));
        Memory<byte>[] levels = new Memory<byte>[depth + 1];
        for (int i = 0, at = 0; i < levels.Length; at += levels[i].Length, i++) { levels[i] = nodes.Slice(at, MerkleHash.Bytes << (depth - i)); }
        return levels;
    }

    /// <summary>Hashes each level above <paramref name="from"/>, up to <paramref name="to"/>, from the one below it.</summary>
    private static void HashLevels(Memory<byte>[] levels, int from, int to)
    {
        for (int i = from + 1; i <= to; i++) { MerkleHash.Nodes(levels[i - 1].Span, levels[i].Span); }
    }

    /// <summary>The hash of a node.</summary>
    /// <param name="level">0 (leaves) .. <see cref="Depth"/>.</param>
    /// <param name="index">0 .. 2^(Depth − level) − 1.</param>
    public ReadOnlySpan<byte> Hash(int level, int index) => _levels[level].Span.Slice(checked(index * MerkleHash.Bytes), MerkleHash.Bytes);

    /// <summary>
    /// The siblings that prove leaves: level by level from the leaves, left to right, one for each known node whose sibling is not known.
    /// </summary>
    /// <param name="positions">Leaf numbers, strictly rising, at least one.</param>
    /// <returns>32 bytes per sibling; <see cref="Multiproof.Verify"/> takes them.</returns>
    public byte[] Prove(ReadOnlySpan<uint> positions)
    {
        ThrowIfNotRising(positions);
        List<byte> siblings = [];
        uint[] known = positions.ToArray();
        int count = known.Length;
        for (int level = 0; level < Depth; level++) { count = ProveLevel(_levels[level].Span, known.AsSpan(0, count), siblings); }
        return [.. siblings];
    }

    /// <summary>Adds the missing siblings of one level, turns the known nodes into their parents and returns how many these are.</summary>
    private static int ProveLevel(ReadOnlySpan<byte> hashes, Span<uint> known, List<byte> siblings)
    {
        int parents = 0;
        for (int i = 0; i < known.Length; i++)
        {
            uint node = known[i];
            bool both = i + 1 < known.Length && known[i + 1] == (node ^ 1) && node % 2 == 0;
            if (both) { i++; }
            else { siblings.AddRange(hashes.Slice((int)(node ^ 1) * MerkleHash.Bytes, MerkleHash.Bytes)); }
            known[parents++] = node >> 1;
        }

        return parents;
    }

    private void ThrowIfNotRising(ReadOnlySpan<uint> positions)
    {
        Require.AtLeast(positions.Length, 1);
        for (int i = 0; i < positions.Length; i++)
        {
            if (positions[i] >= 1u << Depth || (i > 0 && positions[i] <= positions[i - 1]))
            {
                throw new ArgumentException($"position {i} is {positions[i]}; positions must rise strictly and be below {1u << Depth}", nameof(positions));
            }
        }
    }
}
