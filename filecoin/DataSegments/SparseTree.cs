using FvmCompute.Filecoin.Pieces;

namespace FvmCompute.Filecoin.DataSegments;

/// <summary>A piece tree of which a few nodes, none above another, are known; all else is zeros.</summary>
internal sealed class SparseTree(int height)
{
    private readonly Dictionary<ulong, ReadOnlyMemory<byte>>[] _levels =
        [.. Enumerable.Range(0, height + 1).Select(_ => new Dictionary<ulong, ReadOnlyMemory<byte>>())];

    public int Height => height;

    public ReadOnlySpan<byte> Root => Node(height, 0);

    public void Set(int level, ulong index, ReadOnlyMemory<byte> node) => _levels[level].Add(index, node);

    /// <summary>Computes everything above the nodes that were set.</summary>
    public void Build()
    {
        for (int level = 0; level < height; level++)
        {
            foreach (ulong index in _levels[level].Keys)
            {
                if (_levels[level + 1].ContainsKey(index / 2)) { continue; }

                byte[] parent = new byte[PieceSize.NodeBytes];
                PieceNode.Join(Node(level, index & ~1UL), Node(level, index | 1), parent);
                Set(level + 1, index / 2, parent);
            }
        }
    }

    public NodeProof Path(int level, ulong index)
    {
        byte[] siblings = new byte[(height - level) * PieceSize.NodeBytes];
        for (int at = level; at < height; at++)
        {
            Node(at, (index >> (at - level)) ^ 1).CopyTo(siblings.AsSpan((at - level) * PieceSize.NodeBytes));
        }

        return new(index, siblings);
    }

    private ReadOnlySpan<byte> Node(int level, ulong index) =>
        _levels[level].TryGetValue(index, out ReadOnlyMemory<byte> node) ? node.Span : ZeroRoots.At(level);
}
