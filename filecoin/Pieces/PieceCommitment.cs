using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Pieces;

/// <summary>
/// What is known of a piece: the root of its tree, the height of that tree and how many payload bytes it was made of. Proofs can attest root and
/// height; the payload size is a claim. Immutable; equal by value.
/// </summary>
public sealed class PieceCommitment : IEquatable<PieceCommitment>
{
    private readonly byte[] _root;

    /// <param name="root">32 bytes, the two top bits of the last clear.</param>
    /// <param name="height"><see cref="PieceSize.MinHeight"/> to <see cref="PieceSize.MaxHeight"/>.</param>
    /// <param name="payloadBytes">At most the capacity of the tree.</param>
    public PieceCommitment(ReadOnlySpan<byte> root, int height, ulong payloadBytes)
    {
        if (root.Length != PieceSize.NodeBytes || !PieceNode.IsFieldElement(root))
        {
            throw new ArgumentException("the root of a piece has 32 bytes, the two top bits clear", nameof(root));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(payloadBytes, PieceSize.Capacity(height));
        _root = root.ToArray();
        Height = height;
        PayloadBytes = payloadBytes;
    }

    public ReadOnlySpan<byte> Root => _root;

    public int Height { get; }

    public ulong PayloadBytes { get; }

    public ulong PaddedBytes => PieceSize.PaddedBytes(Height);

    public ulong Leaves => PieceSize.Leaves(Height);

    /// <summary>Whether the tree is the smallest that holds the payload: only then is there a PieceCID v2.</summary>
    public bool IsSmallest => Height == PieceSize.HeightFor(PayloadBytes);

    /// <summary>PieceCID v1: the root alone.</summary>
    public Cid ToCidV1() => PieceCid.CreateV1(_root);

    /// <summary>PieceCID v2: root, height and payload size. A piece grown beyond the smallest tree of its payload has none (<c>piececid.padding</c>).</summary>
    public Cid ToCidV2() => PieceCid.CreateV2(this);

    /// <summary>The commitment of the same payload with zeros after it up to a larger padded size.</summary>
    public PieceCommitment GrowTo(ulong paddedBytes)
    {
        int height = PieceSize.HeightOf(paddedBytes);
        if (height < Height)
        {
            throw new FilecoinFormatException("piece.size", $"a piece of {PaddedBytes} padded bytes cannot shrink to {paddedBytes}");
        }

        byte[] root = [.. _root];
        for (int level = Height; level < height; level++) { PieceNode.Join(root, ZeroRoots.At(level), root); }

        return new(root, height, PayloadBytes);
    }

    public bool Equals(PieceCommitment? other) =>
        other is not null && Height == other.Height && PayloadBytes == other.PayloadBytes && _root.AsSpan().SequenceEqual(other._root);

    public override bool Equals(object? obj) => Equals(obj as PieceCommitment);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(_root);
        hash.Add(Height);
        hash.Add(PayloadBytes);
        return hash.ToHashCode();
    }
}
