namespace FvmCompute.Primitives.Merkle;

public sealed partial class MerkleTree
{
    /// <summary>Subtrees of this depth, 256 KiB each, are what threads take: enough to share out, and finished in a core's own cache.</summary>
    private const int SubtreeDepth = 12;

    /// <summary>A tree in the caller's memory, over leaf hashes that are there already; on several threads.</summary>
    /// <param name="nodes">Of the length <see cref="BytesOf"/>, the leaf hashes first; the tree keeps it and fills in the rest.</param>
    /// <exception cref="OperationCanceledException">Cancelled on the way.</exception>
    public static MerkleTree Complete(Memory<byte> nodes, ParallelOptions threads)
    {
        Memory<byte>[] levels = Cut(nodes);
        int depth = Math.Min(SubtreeDepth, levels.Length - 1);
        Parallel.For(0, 1 << (levels.Length - 1 - depth), threads, subtree => HashSubtree(levels, subtree, depth));
        HashLevels(levels, depth, levels.Length - 1);
        return new MerkleTree(levels);
    }

    private static void HashSubtree(Memory<byte>[] levels, int subtree, int depth)
    {
        for (int i = 1; i <= depth; i++)
        {
            int bytes = MerkleHash.Bytes << (depth - i);
            MerkleHash.Nodes(levels[i - 1].Span.Slice(2 * subtree * bytes, 2 * bytes), levels[i].Span.Slice(subtree * bytes, bytes));
        }
    }
}
