using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Pieces;

/// <summary>
/// The commitment to several pieces laid out in order, each at the next multiple of its own size, gaps and the rest being zeros (go-commp-utils
/// <c>commd.go</c>). The order is the caller's.
/// </summary>
public static class CommD
{
    /// <summary>The smallest aggregate of at least one piece.</summary>
    /// <returns>Root and height; the payload size is the whole capacity.</returns>
    public static PieceCommitment OfAggregate(IReadOnlyList<PieceInfo> pieces)
    {
        if (pieces.Count == 0) { throw new FilecoinFormatException("commd.empty", "an aggregate needs at least one piece"); }

        Layout layout = new(PieceSize.MaxHeight);
        foreach (PieceInfo piece in pieces) { layout.Push(piece); }

        return layout.Close();
    }

    /// <summary>The CommD of a sector of <paramref name="sectorBytes"/> (padded); no pieces at all give the zero root.</summary>
    public static PieceCommitment OfSector(IReadOnlyList<PieceInfo> pieces, ulong sectorBytes)
    {
        int height = PieceSize.HeightOf(sectorBytes);
        if (pieces.Count == 0) { return new(ZeroRoots.At(height), height, PieceSize.Capacity(height)); }

        Layout layout = new(height);
        foreach (PieceInfo piece in pieces) { layout.Push(piece); }

        PieceCommitment aggregate = layout.Close().GrowTo(sectorBytes);
        return new(aggregate.Root, height, PieceSize.Capacity(height));
    }

    /// <summary>Where each piece starts, in padded bytes.</summary>
    public static ulong[] Offsets(IReadOnlyList<PieceInfo> pieces)
    {
        Layout layout = new(PieceSize.MaxHeight);
        return [.. pieces.Select(layout.Push)];
    }

    /// <summary>Trees of falling height from left to right, as in a binary counter.</summary>
    private sealed class Layout(int maxHeight)
    {
        private readonly Stack<(int Height, byte[] Root)> _trees = new();
        private ulong _placed;

        /// <summary>Places a piece and returns where it starts.</summary>
        public ulong Push(PieceInfo piece)
        {
            while (_trees.TryPeek(out (int Height, byte[] Root) top) && top.Height < piece.Height) { PushZeros(top.Height); }

            ulong offset = _placed;
            Add(piece.Height, piece.Root.ToArray());
            return offset;
        }

        public PieceCommitment Close()
        {
            while (_trees.Count > 1) { PushZeros(_trees.Peek().Height); }

            (int height, byte[] root) = _trees.Peek();
            return new(root, height, PieceSize.Capacity(height));
        }

        private void PushZeros(int height) => Add(height, ZeroRoots.At(height).ToArray());

        private void Add(int height, byte[] root)
        {
            ulong limit = PieceSize.PaddedBytes(maxHeight);
            if (PieceSize.PaddedBytes(height) > limit - _placed)
            {
                throw new FilecoinFormatException("commd.size", $"the pieces with their gaps take more than {limit} padded bytes");
            }

            _placed += PieceSize.PaddedBytes(height);
            for (; _trees.TryPeek(out (int Height, byte[] Root) left) && left.Height == height; height++)
            {
                _trees.Pop();
                PieceNode.Join(left.Root, root, root);
            }

            _trees.Push((height, root));
        }
    }
}
