using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Primitives.Merkle;

/// <summary>Why a <see cref="PiecePath"/> is refused; <see cref="None"/> when it is accepted.</summary>
public enum PiecePathFault
{
    /// <summary>The path is valid.</summary>
    None,

    /// <summary>The root is not 32 bytes.</summary>
    RootLength,

    /// <summary>The leaf is not 32 bytes.</summary>
    LeafLength,

    /// <summary>The siblings are not a multiple of 32 bytes.</summary>
    SiblingLength,

    /// <summary>The index is not below 2^height, height being the number of siblings.</summary>
    IndexRange,

    /// <summary>The leaf and siblings hash to another root.</summary>
    RootMismatch,
}

/// <summary>Inclusion paths in trunc-254 SHA-256 trees (<see cref="Sha256Nodes"/>), such as a leaf of a piece under its commitment.</summary>
public static class PiecePath
{
    /// <summary>Total: any bytes give a verdict. The caller must know the height of the tree and compare it with the number of siblings.</summary>
    /// <param name="index">Number of the leaf, 0 .. 2^height − 1.</param>
    /// <param name="siblings">32 bytes per level from the leaf's sibling up; none when the leaf is the root.</param>
    public static PiecePathFault Verify(ReadOnlySpan<byte> root, ReadOnlySpan<byte> leaf, ulong index, ReadOnlySpan<byte> siblings)
    {
        if (root.Length != Sha256Nodes.NodeBytes) { return PiecePathFault.RootLength; }
        if (leaf.Length != Sha256Nodes.NodeBytes) { return PiecePathFault.LeafLength; }
        if (siblings.Length % Sha256Nodes.NodeBytes != 0) { return PiecePathFault.SiblingLength; }
        int height = siblings.Length / Sha256Nodes.NodeBytes;
        if (height < 64 && index >> height != 0) { return PiecePathFault.IndexRange; }

        Span<byte> pair = stackalloc byte[2 * Sha256Nodes.NodeBytes];
        Span<byte> node = stackalloc byte[Sha256Nodes.NodeBytes];
        leaf.CopyTo(node);
        for (; !siblings.IsEmpty; siblings = siblings[Sha256Nodes.NodeBytes..], index >>= 1)
        {
            int side = (int)(index & 1) * Sha256Nodes.NodeBytes;
            node.CopyTo(pair[side..]);
            siblings[..Sha256Nodes.NodeBytes].CopyTo(pair[(Sha256Nodes.NodeBytes - side)..]);
            Sha256Nodes.HashPairs(pair, node);
        }

        return node.SequenceEqual(root) ? PiecePathFault.None : PiecePathFault.RootMismatch;
    }
}
