using FvmCompute.Filecoin.Errors;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Filecoin.Pieces;

/// <summary>
/// The upper part of a piece tree: one row of nodes, kept while the commitment was computed, and all levels above it. With the payload at hand, any
/// Merkle path then costs the rehashing of one sub-tree under the row. Immutable, safe for many threads.
/// </summary>
public sealed partial class PieceTree
{
    /// <summary>The longest row that is kept or loaded (32 MiB).</summary>
    public const int MaxRetainedNodes = 1 << 20;

    /// <summary>The highest row under which a sub-tree fits an array: 512 MiB of padded data.</summary>
    internal const int MaxRowHeight = 24;

    /// <summary>Rows from the retained one up; nodes on the right that cover only zeros are left out.</summary>
    private readonly byte[][] _levels;

    /// <param name="row">The nodes of height <paramref name="rowHeight"/> that cover payload, at least one.</param>
    /// <param name="rowHeight">At most <paramref name="height"/>.</param>
    /// <param name="height">Height of the whole tree.</param>
    /// <param name="payloadBytes">At most the capacity of the tree.</param>
    internal PieceTree(byte[] row, int rowHeight, int height, ulong payloadBytes)
    {
        RowHeight = rowHeight;
        _levels = new byte[height - rowHeight + 1][];
        _levels[0] = row;
        for (int level = 1; level < _levels.Length; level++) { _levels[level] = Parents(_levels[level - 1], rowHeight + level - 1); }

        Commitment = new PieceCommitment(_levels[^1], height, payloadBytes);
    }

    public PieceCommitment Commitment { get; }

    /// <summary>Height of the retained nodes: a path costs the hashing of 2^RowHeight leaves.</summary>
    public int RowHeight { get; }

    /// <summary>The nodes of <see cref="RowHeight"/> that cover payload, from left to right.</summary>
    public ReadOnlySpan<byte> Row => _levels[0];

    /// <summary>Payload bytes under each node of the row.</summary>
    private long RowPayloadBytes => (long)PieceSize.Capacity(RowHeight);

    /// <summary>A node at or above the row.</summary>
    private ReadOnlySpan<byte> Node(int height, ulong index)
    {
        byte[] level = _levels[height - RowHeight];
        return index < (ulong)(level.Length / PieceSize.NodeBytes)
            ? level.AsSpan((int)index * PieceSize.NodeBytes, PieceSize.NodeBytes)
            : ZeroRoots.At(height);
    }

    private static byte[] Parents(byte[] nodes, int height)
    {
        int pairBytes = nodes.Length / (2 * PieceSize.NodeBytes) * (2 * PieceSize.NodeBytes);
        byte[] parents = new byte[(nodes.Length + PieceSize.NodeBytes) / (2 * PieceSize.NodeBytes) * PieceSize.NodeBytes];
        Sha256Nodes.HashPairs(nodes.AsSpan(0, pairBytes), parents);
        if (pairBytes < nodes.Length) { PieceNode.Join(nodes.AsSpan(pairBytes), ZeroRoots.At(height), parents.AsSpan(pairBytes / 2)); }

        return parents;
    }

    /// <summary>Nodes of <paramref name="rowHeight"/> that cover at least one byte of the payload; one for an empty payload.</summary>
    private static ulong CoveringNodes(ulong payloadBytes, int rowHeight)
    {
        ulong each = PieceSize.Capacity(rowHeight);
        return Math.Max(1, (payloadBytes / each) + (payloadBytes % each == 0 ? 0UL : 1UL));
    }

    private static FilecoinFormatException Refuse(string code, string message) => new(code, message);
}
