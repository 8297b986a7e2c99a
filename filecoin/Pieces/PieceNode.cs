using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Filecoin.Pieces;

/// <summary>Single nodes of a piece tree; whole rows go through an <see cref="FvmCompute.Primitives.Merkle.INodeReducer"/>.</summary>
internal static class PieceNode
{
    /// <summary>SHA-256(left ‖ right) with the two top bits of the last byte cleared; <paramref name="parent"/> may be one of the children.</summary>
    public static void Join(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> parent)
    {
        Span<byte> pair = stackalloc byte[2 * PieceSize.NodeBytes];
        left.CopyTo(pair);
        right.CopyTo(pair[PieceSize.NodeBytes..]);
        Sha256Nodes.HashPairs(pair, parent);
    }

    /// <summary>
    /// The ancestor reached from <paramref name="node"/> at <paramref name="index"/> through siblings, lowest first, in place; the rest of the index is returned.
    /// </summary>
    public static ulong Climb(Span<byte> node, ulong index, ReadOnlySpan<byte> siblings)
    {
        for (; !siblings.IsEmpty; siblings = siblings[PieceSize.NodeBytes..], index >>= 1)
        {
            ReadOnlySpan<byte> sibling = siblings[..PieceSize.NodeBytes];
            if ((index & 1) == 0) { Join(node, sibling, node); }
            else { Join(sibling, node, node); }
        }

        return index;
    }

    /// <summary>Whether the two top bits are clear, as in every node that padding or hashing made.</summary>
    public static bool IsFieldElement(ReadOnlySpan<byte> node) => (node[PieceSize.NodeBytes - 1] & 0xc0) == 0;
}
