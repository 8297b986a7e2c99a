using System.Buffers;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Filecoin.Pieces;

public sealed partial class PieceTree
{
    /// <summary>Bytes of one leaf with its path in <see cref="WritePaths"/>: the leaf and one sibling for each level.</summary>
    public int PathBytes => PieceSize.NodeBytes * (1 + Commitment.Height);

    /// <summary>
    /// Writes, for each index in order, the leaf and its siblings from the leaf's to the one under the root. Each sub-tree of the row is read from the
    /// payload and hashed once, however many indices fall into it, and must agree with the retained row.
    /// </summary>
    /// <param name="payload">The payload the tree was made of; read at the places needed, its length and position do not matter.</param>
    /// <param name="leafIndices">Each below the number of leaves; may repeat, in any order.</param>
    /// <param name="paths"><see cref="PathBytes"/> for each index.</param>
    /// <param name="ct">Checked before each sub-tree.</param>
    /// <exception cref="Errors.FilecoinFormatException"><c>piece.payload.changed</c> when the payload is not the one committed to.</exception>
    public void WritePaths(Stream payload, ReadOnlySpan<ulong> leafIndices, Span<byte> paths, CancellationToken ct = default)
    {
        if (paths.Length != (long)leafIndices.Length * PathBytes)
        {
            throw new ArgumentException($"{leafIndices.Length} paths take {PathBytes} bytes each", nameof(paths));
        }

        foreach (ulong leaf in leafIndices) { ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(leaf, Commitment.Leaves, nameof(leafIndices)); }

        int[] order = [.. Enumerable.Range(0, leafIndices.Length)];
        ulong[] subtrees = new ulong[leafIndices.Length];
        for (int i = 0; i < subtrees.Length; i++) { subtrees[i] = leafIndices[i] >> RowHeight; }

        Array.Sort(subtrees, order);
        Subtree subtree = new(RowHeight);
        try
        {
            for (int i = 0; i < order.Length; i++)
            {
                if (i == 0 || subtrees[i] != subtrees[i - 1])
                {
                    ct.ThrowIfCancellationRequested();
                    LoadSubtree(payload, subtrees[i], subtree);
                }

                WritePath(subtree, leafIndices[order[i]], paths.Slice(order[i] * PathBytes, PathBytes));
            }
        }
        finally
        {
            subtree.Release();
        }
    }

    private void LoadSubtree(Stream payload, ulong index, Subtree subtree)
    {
        long offset = (long)Math.Min(index * (ulong)RowPayloadBytes, Commitment.PayloadBytes);
        int bytes = (int)Math.Min(RowPayloadBytes, (long)Commitment.PayloadBytes - offset);
        payload.Position = offset;
        if (payload.ReadAtLeast(subtree.PayloadBuffer(bytes), bytes, throwOnEndOfStream: false) != bytes)
        {
            throw Refuse("piece.payload.changed", $"the payload ends before byte {offset + bytes}");
        }

        subtree.Build(bytes);
        if (!subtree.Root.SequenceEqual(Node(RowHeight, index)))
        {
            throw Refuse("piece.payload.changed", $"the payload bytes {offset} to {offset + bytes} are not those that were committed to");
        }
    }

    private void WritePath(Subtree subtree, ulong leaf, Span<byte> path)
    {
        ulong inside = leaf & ((1UL << RowHeight) - 1);
        subtree.Node(0, inside).CopyTo(path);
        path = path[PieceSize.NodeBytes..];
        for (int height = 0; height < Commitment.Height; height++, path = path[PieceSize.NodeBytes..])
        {
            ReadOnlySpan<byte> sibling = height < RowHeight ? subtree.Node(height, (inside >> height) ^ 1) : Node(height, (leaf >> height) ^ 1);
            sibling.CopyTo(path);
        }
    }

    /// <summary>All levels of one sub-tree under the row, leaves first, in pooled memory.</summary>
    private sealed class Subtree(int height)
    {
        private readonly byte[] _nodes = ArrayPool<byte>.Shared.Rent((2 * PieceSize.NodeBytes) << height);
        private readonly byte[] _payload = ArrayPool<byte>.Shared.Rent((int)PieceSize.Capacity(height));

        public ReadOnlySpan<byte> Root => Node(height, 0);

        public Span<byte> PayloadBuffer(int bytes) => _payload.AsSpan(0, bytes);

        public ReadOnlySpan<byte> Node(int level, ulong index) => Level(level).Slice((int)index * PieceSize.NodeBytes, PieceSize.NodeBytes);

        public void Build(int payloadBytes)
        {
            SegmentHasher.PadWithZeros(_payload.AsSpan(0, payloadBytes), Level(0));
            for (int level = 0; level < height; level++) { Sha256Nodes.HashPairs(Level(level), Level(level + 1)); }
        }

        public void Release()
        {
            ArrayPool<byte>.Shared.Return(_nodes);
            ArrayPool<byte>.Shared.Return(_payload);
        }

        /// <summary>Level l starts behind 2^height + … + 2^(height − l + 1) nodes.</summary>
        private Span<byte> Level(int level)
        {
            int size = PieceSize.NodeBytes << height;
            return _nodes.AsSpan((2 * size) - ((2 * size) >> level), size >> level);
        }
    }
}
