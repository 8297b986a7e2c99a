using System.Buffers;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Filecoin.Pieces;

/// <summary>
/// Proves that the prover holds the challenged leaves of a piece: for each challenge the leaf (32 bytes) and its siblings from leaf to root (32 bytes
/// for each level of the tree), all back to back.
/// </summary>
public static class PossessionProof
{
    /// <summary>Bytes of a proof of <paramref name="challenges"/> leaves of a tree of <paramref name="height"/>.</summary>
    public static long Length(int challenges, int height) => (long)challenges * PieceSize.NodeBytes * (1 + height);

    /// <summary>Makes the proof from the payload; see <see cref="PieceTree.WritePaths"/>.</summary>
    public static byte[] Create(PieceTree tree, Stream payload, ReadOnlySpan<ulong> leafIndices, CancellationToken ct = default)
    {
        byte[] proof = new byte[Length(leafIndices.Length, tree.Commitment.Height)];
        tree.WritePaths(payload, leafIndices, proof, ct);
        return proof;
    }

    /// <summary>Whether <paramref name="proof"/> shows the leaves at <paramref name="leafIndices"/> under the root. Never throws, whatever the bytes.</summary>
    public static PossessionVerdict Verify(ReadOnlySpan<byte> root, int height, ReadOnlySpan<ulong> leafIndices, ReadOnlySpan<byte> proof)
    {
        bool possible = root.Length == PieceSize.NodeBytes && height is >= PieceSize.MinHeight and <= PieceSize.MaxHeight && !leafIndices.IsEmpty;
        if (!possible || !PieceNode.IsFieldElement(root)) { return new(PossessionReason.Statement); }

        if (proof.Length != Length(leafIndices.Length, height)) { return new(PossessionReason.ProofLength); }

        for (int i = 0; i < leafIndices.Length; i++)
        {
            if (leafIndices[i] >> height != 0) { return new(PossessionReason.LeafIndex, i); }
        }

        for (int at = 0; at < proof.Length; at += PieceSize.NodeBytes)
        {
            if (!PieceNode.IsFieldElement(proof[at..])) { return new(PossessionReason.NodeRange, at / (PieceSize.NodeBytes * (1 + height))); }
        }

        return Climb(root, height, leafIndices, proof);
    }

    /// <summary>All paths climb together, one level at a time, so that the node hash runs on many pairs at once.</summary>
    private static PossessionVerdict Climb(ReadOnlySpan<byte> root, int height, ReadOnlySpan<ulong> leafIndices, ReadOnlySpan<byte> proof)
    {
        int pathBytes = PieceSize.NodeBytes * (1 + height);
        byte[] rented = ArrayPool<byte>.Shared.Rent(leafIndices.Length * 3 * PieceSize.NodeBytes);
        Span<byte> nodes = rented.AsSpan(0, leafIndices.Length * PieceSize.NodeBytes);
        Span<byte> pairs = rented.AsSpan(nodes.Length, 2 * nodes.Length);
        for (int i = 0; i < leafIndices.Length; i++) { proof.Slice(i * pathBytes, PieceSize.NodeBytes).CopyTo(At(nodes, i)); }

        for (int level = 0; level < height; level++)
        {
            for (int i = 0; i < leafIndices.Length; i++)
            {
                int side = (int)(leafIndices[i] >> level) & 1;
                At(nodes, i).CopyTo(At(pairs, (2 * i) + side));
                proof.Slice((i * pathBytes) + ((1 + level) * PieceSize.NodeBytes), PieceSize.NodeBytes).CopyTo(At(pairs, (2 * i) + (1 - side)));
            }

            Sha256Nodes.HashPairs(pairs, nodes);
        }

        PossessionVerdict verdict = default;
        for (int i = leafIndices.Length - 1; i >= 0; i--)
        {
            if (!At(nodes, i).SequenceEqual(root)) { verdict = new(PossessionReason.RootMismatch, i); }
        }

        ArrayPool<byte>.Shared.Return(rented);
        return verdict;
    }

    private static Span<byte> At(Span<byte> nodes, int index) => nodes.Slice(index * PieceSize.NodeBytes, PieceSize.NodeBytes);
}
