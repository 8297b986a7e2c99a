using System.Diagnostics.CodeAnalysis;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Varints;

namespace FvmCompute.Filecoin.Pieces;

/// <summary>Piece commitments as CIDs: version 1 holds the root, version 2 also height and padding (FRC-0069).</summary>
public static class PieceCid
{
    /// <summary>Height byte and root behind the padding varint.</summary>
    private const int FixedBytes = 1 + PieceSize.NodeBytes;

    /// <param name="root">32 bytes, the two top bits of the last clear.</param>
    public static Cid CreateV1(ReadOnlySpan<byte> root) => Cid.Create(CidCodec.FilCommitmentUnsealed, MultihashCode.Sha256Trunc254Padded, root);

    /// <inheritdoc cref="PieceCommitment.ToCidV2"/>
    public static Cid CreateV2(PieceCommitment piece)
    {
        ulong padding = PieceSize.Capacity(piece.Height) - piece.PayloadBytes;
        FormatError error = CheckPadding(padding, piece.Height);
        if (!error.IsNone) { throw new FilecoinFormatException(error); }

        Span<byte> digest = stackalloc byte[Uvarint.MaxLength + FixedBytes];
        int length = Uvarint.Write(padding, digest);
        digest[length] = (byte)piece.Height;
        piece.Root.CopyTo(digest[(length + 1)..]);
        return Cid.Create(CidCodec.Raw, MultihashCode.Fr32Sha256Trunc254Padbintree, digest[..(length + FixedBytes)]);
    }

    /// <summary>The root in a PieceCID v1; the span lies in <paramref name="cid"/>.</summary>
    public static ReadOnlySpan<byte> ReadV1(Cid cid) =>
        TryReadV1(cid, out ReadOnlySpan<byte> root, out FormatError error) ? root : throw new FilecoinFormatException(error);

    /// <inheritdoc cref="ReadV1"/>
    public static bool TryReadV1(Cid cid, out ReadOnlySpan<byte> root, out FormatError error)
    {
        root = default;
        error = CheckKind(cid, CidCodec.FilCommitmentUnsealed, MultihashCode.Sha256Trunc254Padded, "PieceCID v1");
        if (error.IsNone) { error = CheckRoot(cid.Digest); }

        if (error.IsNone) { root = cid.Digest; }

        return error.IsNone;
    }

    /// <summary>The commitment in a PieceCID v2.</summary>
    public static PieceCommitment ReadV2(Cid cid) =>
        TryReadV2(cid, out PieceCommitment? piece, out FormatError error) ? piece : throw new FilecoinFormatException(error);

    /// <inheritdoc cref="ReadV2"/>
    public static bool TryReadV2(Cid cid, [NotNullWhen(true)] out PieceCommitment? piece, out FormatError error)
    {
        piece = null;
        error = CheckKind(cid, CidCodec.Raw, MultihashCode.Fr32Sha256Trunc254Padbintree, "PieceCID v2");
        return error.IsNone && TryReadDigest(cid.Digest, out piece, out error);
    }

    private static bool TryReadDigest(ReadOnlySpan<byte> digest, out PieceCommitment? piece, out FormatError error)
    {
        piece = null;
        UvarintStatus status = Uvarint.TryRead(digest, out ulong padding, out int used);
        error = status.ToError("piececid", "padding");
        if (error.IsNone && digest.Length != used + FixedBytes)
        {
            error = new("piececid.length", $"a PieceCID v2 digest with a padding of {used} bytes has {used + FixedBytes} bytes, found {digest.Length}");
        }

        if (!error.IsNone) { return false; }

        int height = digest[used];
        ReadOnlySpan<byte> root = digest[(used + 1)..];
        error = CheckHeight(height);
        if (error.IsNone) { error = CheckPadding(padding, height); }

        if (error.IsNone) { error = CheckRoot(root); }

        if (error.IsNone) { piece = new PieceCommitment(root, height, PieceSize.Capacity(height) - padding); }

        return error.IsNone;
    }

    private static FormatError CheckKind(Cid cid, ulong codec, ulong hashFunction, string what) =>
        cid.Version == 1 && cid.Codec == codec && cid.HashFunction == hashFunction
        ? default
        : new("piececid.kind", $"codec 0x{cid.Codec:x} with hash function 0x{cid.HashFunction:x} is not {what} (0x{codec:x}, 0x{hashFunction:x})");

    private static FormatError CheckHeight(int height) => height is >= PieceSize.MinHeight and <= PieceSize.MaxHeight
        ? default
        : new("piececid.height", $"the height of a piece is {height}; allowed are {PieceSize.MinHeight} to {PieceSize.MaxHeight}");

    /// <summary>FRC-0069 wants the smallest tree: less padding than half, but for the smallest tree of all.</summary>
    private static FormatError CheckPadding(ulong padding, int height)
    {
        ulong capacity = PieceSize.Capacity(height);
        bool ok = height == PieceSize.MinHeight ? padding <= capacity : padding < capacity / 2;
        return ok ? default : new("piececid.padding", $"a padding of {padding} bytes is too much for the {capacity} payload bytes of height {height}");
    }

    private static FormatError CheckRoot(ReadOnlySpan<byte> root) => PieceNode.IsFieldElement(root)
        ? default
        : new("piececid.root", $"the last byte of a piece root is 0x{root[^1]:x2}; allowed are 00 to 3f");
}
