using System.Buffers;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Verifier.Possession;

/// <summary>
/// Checks that a prover holds the challenged leaves of a piece: for each challenge the leaf (32 bytes) and its siblings from leaf to root (32 bytes for each
/// level of the tree), all back to back.
/// </summary>
public static class PossessionVerifier
{
    private const int NodeBytes = Sha256Nodes.NodeBytes;

    /// <summary>The smallest piece has 128 padded bytes.</summary>
    private const int MinHeight = 2;

    /// <summary>The highest tree whose payload size fits 63 bits.</summary>
    private const int MaxHeight = 58;

    /// <summary>Whether <paramref name="proof"/> shows the leaves at <paramref name="leafIndices"/> under the root. Never throws, whatever the bytes.</summary>
    public static PossessionVerdict Verify(ReadOnlySpan<byte> root, int height, ReadOnlySpan<ulong> leafIndices, ReadOnlySpan<byte> proof)
    {
        bool possible = root.Length == NodeBytes && height is >= MinHeight and <= MaxHeight && !leafIndices.IsEmpty;
        if (!possible || !IsFieldElement(root)) { return new(PossessionReason.Statement); }

        if (proof.Length != Length(leafIndices.Length, height)) { return new(PossessionReason.ProofLength); }

        for (int i = 0; i < leafIndices.Length; i++)
        {
            if (leafIndices[i] >> height != 0) { return new(PossessionReason.LeafIndex, i); }
        }

        for (int at = 0; at < proof.Length; at += NodeBytes)
        {
            if (!IsFieldElement(proof[at..])) { return new(PossessionReason.NodeRange, at / (NodeBytes * (1 + height))); }
        }

        return Climb(root, height, leafIndices, proof);
    }

    /// <summary>All paths climb together, one level at a time, so that the node hash runs on many pairs at once.</summary>
    private static PossessionVerdict Climb(ReadOnlySpan<byte> root, int height, ReadOnlySpan<ulong> leafIndices, ReadOnlySpan<byte> proof)
    {
        int pathBytes = NodeBytes * (1 + height);
        byte[] rented = ArrayPool<byte>.Shared.Rent(leafIndices.Length * 3 * NodeBytes);
        Span<byte> nodes = rented.AsSpan(0, leafIndices.Length * NodeBytes);
        Span<byte> pairs = rented.AsSpan(nodes.Length, 2 * nodes.Length);
        for (int i = 0; i < leafIndices.Length; i++) { proof.Slice(i * pathBytes, NodeBytes).CopyTo(At(nodes, i)); }

        for (int level = 0; level < height; level++)
        {
            for (int i = 0; i < leafIndices.Length; i++)
            {
                int side = (int)(leafIndices[i] >> level) & 1;
                At(nodes, i).CopyTo(At(pairs, (2 * i) + side));
                proof.Slice((i * pathBytes) + ((1 + level) * NodeBytes), NodeBytes).CopyTo(At(pairs, (2 * i) + (1 - side)));
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

    private static Span<byte> At(Span<byte> nodes, int index) => nodes.Slice(index * NodeBytes, NodeBytes);

    private static long Length(int challenges, int height) => (long)challenges * NodeBytes * (1 + height);

    /// <summary>A node is a field element below 2^254: its two top bits are clear.</summary>
    private static bool IsFieldElement(ReadOnlySpan<byte> node) => (node[NodeBytes - 1] & 0xc0) == 0;
}
