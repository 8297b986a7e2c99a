using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Pieces;
using FvmCompute.Sidecar.Jobs;

namespace FvmCompute.Sidecar.Pieces;

/// <summary>The piece that a request names.</summary>
/// <param name="CidV1">PieceCID v1 of the root.</param>
public sealed record PieceStatement(byte[] Root, int Height, Cid CidV1)
{
    public ulong PaddedBytes => PieceSize.PaddedBytes(Height);

    /// <param name="paddedSize">Needed for v1; 0 or the same for v2.</param>
    /// <param name="prefix">Path of the fields in the request.</param>
    /// <exception cref="SubmissionException">Not a PieceCID, or without a size, or sizes disagree.</exception>
    public static PieceStatement Read(string pieceCid, ulong paddedSize, string prefix)
    {
        string field = prefix + ".piece_cid";
        if (!Cid.TryParse(pieceCid, out Cid? cid, out FormatError error))
        {
            throw SubmissionException.Invalid(field, $"is '{Cut(pieceCid)}', which is not a CID: {error.Message}");
        }

        if (PieceCid.TryReadV2(cid, out PieceCommitment? piece, out FormatError version2))
        {
            return paddedSize == 0 || paddedSize == piece.PaddedBytes
                ? new PieceStatement(piece.Root.ToArray(), piece.Height, piece.ToCidV1())
                : throw SubmissionException.Invalid(prefix + ".padded_size", $"is {paddedSize}, but the PieceCID v2 says {piece.PaddedBytes}");
        }

        if (!PieceCid.TryReadV1(cid, out ReadOnlySpan<byte> root, out FormatError version1))
        {
            throw SubmissionException.Invalid(field, $"is '{cid}', which is not a PieceCID: as v1, {version1.Message}; as v2, {version2.Message}");
        }

        if (!PieceSize.TryHeightOf(paddedSize, out int height, out FormatError wrong))
        {
            throw SubmissionException.Invalid(prefix + ".padded_size", $"is {paddedSize}: {wrong.Message}; a PieceCID v1 does not carry the size");
        }

        return new PieceStatement(root.ToArray(), height, cid);
    }

    private static string Cut(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
