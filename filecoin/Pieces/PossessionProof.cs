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
}
