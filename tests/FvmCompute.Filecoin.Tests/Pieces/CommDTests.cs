using System.Text.Json;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Pieces;

namespace FvmCompute.Filecoin.Tests.Pieces;

public class CommDTests
{
    [Fact]
    public void CommD_Layouts_MatchTheVectors()
    {
        foreach (JsonElement row in VectorCases.Cases("commd", "layouts.json"))
        {
            List<PieceInfo> pieces = Pieces(row);
            PieceCommitment aggregate = CommD.OfAggregate(pieces);

            Assert.Equal(Offsets(row), CommD.Offsets(pieces));
            Assert.Equal(row.GetProperty("paddedTotal").GetUInt64(), aggregate.PaddedBytes);
            Assert.Equal(row.Text("aggregateCommP"), aggregate.ToCidV1().ToString());
            Assert.Equal(row.Text("commD"), CommD.OfSector(pieces, row.GetProperty("sectorSize").GetUInt64()).ToCidV1().ToString());
        }
    }

    [Fact]
    public void CommD_MainnetSector_MatchesTheChain()
    {
        JsonElement sector = VectorCases.Load("commd", "mainnet-sector.json");
        List<PieceInfo> pieces = Pieces(sector);

        Assert.Equal(Offsets(sector), CommD.Offsets(pieces));
        Assert.Equal(sector.Text("commD"), CommD.OfSector(pieces, sector.GetProperty("sectorSize").GetUInt64()).ToCidV1().ToString());
    }

    [Fact]
    public void CommD_InvalidVectors_AreRefused()
    {
        foreach (JsonElement row in VectorCases.Cases("commd", "invalid.json"))
        {
            FilecoinFormatException refused = Assert.Throws<FilecoinFormatException>(() =>
                row.TryGetProperty("sectorSize", out JsonElement size) ? CommD.OfSector(Pieces(row), size.GetUInt64()) : CommD.OfAggregate(Pieces(row)));
            Assert.NotEmpty(refused.Code);
        }
    }

    [Fact]
    public void CommD_EmptySector_IsTheZeroRoot() => Assert.Equal(ZeroRoots.At(6).ToArray(), CommD.OfSector([], 2048).Root.ToArray());

    [Fact]
    public void PieceInfo_V2OfAnotherSize_IsRefused()
    {
        Cid v2 = CommP.Compute(new MemoryStream(new byte[500])).Commitment.ToCidV2();

        Assert.Equal(512UL, new PieceInfo(512, v2).PaddedBytes);
        Assert.Equal("piececid.size", Assert.Throws<FilecoinFormatException>(() => new PieceInfo(1024, v2)).Code);
    }

    private static List<PieceInfo> Pieces(JsonElement row) =>
        [.. row.GetProperty("pieces").EnumerateArray().Select(one => new PieceInfo(one.GetProperty("paddedSize").GetUInt64(), Cid.Parse(one.Text("pieceCidV1"))))];

    private static ulong[] Offsets(JsonElement row) => [.. row.GetProperty("pieces").EnumerateArray().Select(one => one.GetProperty("offset").GetUInt64())];
}
