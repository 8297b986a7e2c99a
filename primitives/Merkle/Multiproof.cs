namespace FvmCompute.Primitives.Merkle;

/// <summary>Checks that leaves belong to a <see cref="MerkleTree"/> of known root and depth. Total: any bytes give a verdict.</summary>
public static class Multiproof
{
    /// <summary>Positions are 32-bit numbers.</summary>
    public const int MaxDepth = 32;

    /// <summary>Replays the proof; memory is bounded by 100 bytes per position.</summary>
    /// <param name="root">The trusted root.</param>
    /// <param name="depth">The trusted depth: leaf count = 2^depth.</param>
    /// <param name="positions">Leaf numbers, strictly rising.</param>
    /// <param name="leafHashes">H(00 ‖ data) of each claimed leaf, computed by the caller from the data, 32 bytes per position.</param>
    /// <param name="siblings">The proof; it must be used up exactly.</param>
    public static MultiproofVerdict Verify(
        ReadOnlySpan<byte> root, int depth, ReadOnlySpan<uint> positions, ReadOnlySpan<byte> leafHashes, ReadOnlySpan<byte> siblings)
    {
        MultiproofVerdict shape = CheckShape(root, depth, positions, leafHashes, siblings);
        if (!shape.IsValid) { return shape; }

        uint[] known = positions.ToArray();
        byte[] hashes = leafHashes.ToArray();
        byte[] pairs = new byte[2 * hashes.Length];
        int count = known.Length;
        int used = 0;
        for (int level = 0; level < depth; level++)
        {
            if (!TryPair(known.AsSpan(0, count), hashes, siblings, ref used, pairs, out count))
            {
                return new MultiproofVerdict(MultiproofFault.MissingSibling, level, used + 1, siblings.Length / MerkleHash.Bytes);
            }

            MerkleHash.Nodes(pairs.AsSpan(0, 2 * MerkleHash.Bytes * count), hashes.AsSpan(0, MerkleHash.Bytes * count));
        }

        if (used * MerkleHash.Bytes != siblings.Length)
        {
            return new MultiproofVerdict(MultiproofFault.ExtraSibling, used, used, siblings.Length / MerkleHash.Bytes);
        }

        return hashes.AsSpan(0, MerkleHash.Bytes).SequenceEqual(root) ? default : new MultiproofVerdict(MultiproofFault.RootMismatch, 0, 0, 0);
    }

    /// <summary>Puts each known node and its sibling, known or from the proof, side by side; the nodes become their parents.</summary>
    private static bool TryPair(
        Span<uint> known, ReadOnlySpan<byte> hashes, ReadOnlySpan<byte> siblings, ref int used, Span<byte> pairs, out int parents)
    {
        parents = 0;
        for (int i = 0; i < known.Length; i++)
        {
            uint node = known[i];
            Span<byte> pair = pairs.Slice(2 * MerkleHash.Bytes * parents, 2 * MerkleHash.Bytes);
            int side = (int)(node & 1) * MerkleHash.Bytes;
            HashAt(hashes, i).CopyTo(pair[side..]);
            bool both = side == 0 && i + 1 < known.Length && known[i + 1] == node + 1;
            if (!both && used == siblings.Length / MerkleHash.Bytes) { return false; }
            (both ? HashAt(hashes, ++i) : HashAt(siblings, used++)).CopyTo(pair[(MerkleHash.Bytes - side)..]);
            known[parents++] = node >> 1;
        }

        return true;
    }

    private static ReadOnlySpan<byte> HashAt(ReadOnlySpan<byte> hashes, int index) => hashes.Slice(index * MerkleHash.Bytes, MerkleHash.Bytes);

    private static MultiproofVerdict CheckShape(
        ReadOnlySpan<byte> root, int depth, ReadOnlySpan<uint> positions, ReadOnlySpan<byte> leafHashes, ReadOnlySpan<byte> siblings)
    {
        if (root.Length != MerkleHash.Bytes) { return new(MultiproofFault.RootLength, 0, MerkleHash.Bytes, root.Length); }
        if (depth is < 0 or > MaxDepth) { return new(MultiproofFault.DepthRange, 0, MaxDepth, depth); }
        if (positions.IsEmpty) { return new(MultiproofFault.NoPositions, 0, 1, 0); }
        long leafBytes = (long)MerkleHash.Bytes * positions.Length;
        if (leafHashes.Length != leafBytes) { return new(MultiproofFault.LeafLength, 0, leafBytes, leafHashes.Length); }
        if (leafBytes > Array.MaxLength / 2) { return new(MultiproofFault.TooManyPositions, 0, Array.MaxLength / 2 / MerkleHash.Bytes, positions.Length); }
        if (siblings.Length % MerkleHash.Bytes != 0) { return new(MultiproofFault.SiblingLength, 0, siblings.Length / MerkleHash.Bytes * MerkleHash.Bytes, siblings.Length); }
        for (int i = 0; i < positions.Length; i++)
        {
            if ((ulong)positions[i] >> depth != 0) { return new(MultiproofFault.PositionRange, i, (1L << depth) - 1, positions[i]); }
            if (i > 0 && positions[i] <= positions[i - 1]) { return new(MultiproofFault.PositionOrder, i, positions[i - 1] + 1L, positions[i]); }
        }

        return default;
    }
}
