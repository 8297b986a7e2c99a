using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Filecoin.Pieces;

/// <summary>
/// Gathers nodes of <see cref="SegmentHasher.BaseHeight"/> from left to right and keeps at most <paramref name="capacity"/> nodes: when the row is full,
/// pairs are joined and the row rises by one level. Between the base and the row one left node a level waits for its right sibling.
/// </summary>
/// <param name="capacity">Even, at least 2.</param>
internal sealed class NodeRow(int capacity)
{
    private readonly byte[] _waiting = new byte[ZeroRoots.Levels * PieceSize.NodeBytes];
    private readonly bool[] _waits = new bool[ZeroRoots.Levels];
    private byte[] _nodes = new byte[Math.Min(capacity, 16) * PieceSize.NodeBytes];
    private int _count;

    /// <summary>Height of the nodes in the row.</summary>
    public int Height { get; private set; } = SegmentHasher.BaseHeight;

    /// <summary>Adds base nodes on the right.</summary>
    public void Append(ReadOnlySpan<byte> baseNodes)
    {
        for (; !baseNodes.IsEmpty; baseNodes = baseNodes[PieceSize.NodeBytes..])
        {
            Push(baseNodes[..PieceSize.NodeBytes], SegmentHasher.BaseHeight);
        }
    }

    /// <summary>The nodes of the row, those that still wait being completed with zeros. Ends the gathering.</summary>
    public byte[] Finish()
    {
        for (int level = SegmentHasher.BaseHeight; level < Height; level++)
        {
            if (_waits[level]) { Push(ZeroRoots.At(level), level); }
        }

        return _nodes.AsSpan(0, _count * PieceSize.NodeBytes).ToArray();
    }

    private void Push(ReadOnlySpan<byte> right, int level)
    {
        Span<byte> node = stackalloc byte[PieceSize.NodeBytes];
        right.CopyTo(node);
        for (; level < Height && _waits[level]; level++)
        {
            PieceNode.Join(Waiting(level), node, node);
            _waits[level] = false;
        }

        if (level < Height)
        {
            node.CopyTo(Waiting(level));
            _waits[level] = true;
            return;
        }

        if (_count == capacity) { Rise(); }

        if (level < Height)
        {
            Push(node, level);
            return;
        }

        Add(node);
    }

    private Span<byte> Waiting(int level) => _waiting.AsSpan(level * PieceSize.NodeBytes, PieceSize.NodeBytes);

    private void Add(ReadOnlySpan<byte> node)
    {
        if (_count * PieceSize.NodeBytes == _nodes.Length) { Array.Resize(ref _nodes, Math.Min(_nodes.Length * 2, capacity * PieceSize.NodeBytes)); }

        node.CopyTo(_nodes.AsSpan(_count * PieceSize.NodeBytes));
        _count++;
    }

    private void Rise()
    {
        Span<byte> nodes = _nodes.AsSpan(0, _count * PieceSize.NodeBytes);
        Sha256Nodes.HashPairs(nodes, nodes);
        _count /= 2;
        Height++;
    }
}
