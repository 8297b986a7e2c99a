using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Pieces;

/// <summary>A piece as it stands in a list of deals: a declared padded size and the root.</summary>
public readonly record struct PieceInfo
{
    /// <param name="paddedBytes">A power of two, at least 128.</param>
    /// <param name="cid">PieceCID v1, or v2 whose tree has exactly <paramref name="paddedBytes"/>.</param>
    /// <exception cref="FilecoinFormatException"><c>piece.size</c>, <c>piececid.*</c>.</exception>
    public PieceInfo(ulong paddedBytes, Cid cid)
    {
        Height = PieceSize.HeightOf(paddedBytes);
        if (cid.HashFunction != MultihashCode.Fr32Sha256Trunc254Padbintree)
        {
            Root = PieceCid.ReadV1(cid).ToArray();
            return;
        }

        PieceCommitment piece = PieceCid.ReadV2(cid);
        if (piece.Height != Height)
        {
            throw new FilecoinFormatException("piececid.size", $"the PieceCID v2 has {piece.PaddedBytes} padded bytes, {paddedBytes} are declared");
        }

        Root = piece.Root.ToArray();
    }

    public int Height { get; }

    public ulong PaddedBytes => PieceSize.PaddedBytes(Height);

    public ReadOnlyMemory<byte> Root { get; }
}
