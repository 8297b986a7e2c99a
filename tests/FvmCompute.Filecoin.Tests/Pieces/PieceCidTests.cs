using System.Text.Json;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Pieces;

namespace FvmCompute.Filecoin.Tests.Pieces;

public class PieceCidTests
{
    private const string Root = "496dae0cc9e265efe5a006e80626a5dc5c409e5d3155c13984caf6c8d5cfd605";

    public static TheoryData<string, string> Invalid() => VectorCases.NamedHex("piececid", "invalid-v2.json");

    public static TheoryData<string> Valid() => [.. VectorCases.Cases("piececid", "valid.json").Select(row => row.Text("name"))];

    [Theory]
    [MemberData(nameof(Valid))]
    public void PieceCid_Vector_RoundTrips(string name)
    {
        JsonElement row = VectorCases.Cases("piececid", "valid.json").Single(one => one.Text("name") == name);
        PieceCommitment piece = PieceCid.ReadV2(Cid.Decode(row.Hex("v2Hex")));

        Assert.Equal(row.Text("root"), Convert.ToHexStringLower(piece.Root));
        Assert.Equal(row.GetProperty("height").GetInt32(), piece.Height);
        Assert.Equal(ulong.Parse(row.Text("rawSize")), piece.PayloadBytes);
        Assert.Equal(row.Text("pieceCidV1"), piece.ToCidV1().ToString());
        Assert.Equal(row.Text("pieceCidV2"), piece.ToCidV2().ToString());
        Assert.Equal(row.Text("root"), Convert.ToHexStringLower(PieceCid.ReadV1(Cid.Parse(row.Text("pieceCidV1")))));
        if (row.TryGetProperty("payloadHex", out _)) { Assert.Equal(piece, CommP.Compute(new MemoryStream(row.Hex("payloadHex"))).Commitment); }
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void PieceCidV2_InvalidVector_IsRefused(string name, string hex)
    {
        FilecoinFormatException refused = Assert.Throws<FilecoinFormatException>(() => PieceCid.ReadV2(Cid.Decode(Convert.FromHexString(hex))));
        Assert.True(refused.Code.StartsWith("cid.", StringComparison.Ordinal) || refused.Code.StartsWith("piececid.", StringComparison.Ordinal), name);
    }

    [Fact]
    public void PieceCidV1_OtherKinds_AreRefused()
    {
        foreach (JsonElement row in VectorCases.Cases("piececid", "v1-and-commr.json"))
        {
            bool accepted = Cid.TryDecode(row.Hex("hex"), out Cid? cid, out _) && PieceCid.TryReadV1(cid, out _, out _);
            Assert.True(accepted == (row.Text("asPieceV1") == "accept"), row.Text("name"));
        }
    }

    [Fact]
    public void PieceCidV2_PaddingOverTheTree_IsRefused()
    {
        JsonElement file = VectorCases.Load("piececid", "uvarint-boundaries.json");
        foreach (JsonElement padding in file.GetProperty("paddings").EnumerateArray())
        {
            byte[] digest = V2Digest(ulong.Parse(padding.GetString()!), 10, Root);
            Cid cid = Cid.Create(CidCodec.Raw, MultihashCode.Fr32Sha256Trunc254Padbintree, digest);
            bool fits = padding.GetString() == "127";

            Assert.Equal(fits, PieceCid.TryReadV2(cid, out _, out FormatError error));
            Assert.Equal(fits ? null : "piececid.padding", error.Code);
        }
    }

    [Theory]
    [InlineData(0UL, 1, Root, "piececid.height")]
    [InlineData(0UL, 59, Root, "piececid.height")]
    [InlineData(128UL, 2, Root, "piececid.padding")]
    [InlineData(127UL, 3, Root, "piececid.padding")]
    [InlineData(127UL, 2, Root, null)]
    [InlineData(126UL, 3, Root, null)]
    [InlineData(0UL, 58, Root, null)]
    [InlineData(0UL, 4, "beadcafefacedeedfeedbabedeadbeefbeadcafefacedeedfeedbabedeadbeef", "piececid.root")]
    public void PieceCidV2_Limits_AreExact(ulong padding, int height, string root, string? code)
    {
        Cid cid = Cid.Create(CidCodec.Raw, MultihashCode.Fr32Sha256Trunc254Padbintree, V2Digest(padding, height, root));

        Assert.Equal(code is null, PieceCid.TryReadV2(cid, out PieceCommitment? piece, out FormatError error));
        Assert.Equal(code, error.Code);
        Assert.Equal(cid, piece?.ToCidV2() ?? cid);
    }

    [Fact]
    public void PieceSize_Heights_MatchTheVectors()
    {
        foreach (JsonElement row in VectorCases.Cases("piececid", "tree-height.json"))
        {
            ulong payload = row[0].GetUInt64();
            int height = PieceSize.HeightFor(payload);

            Assert.Equal(row[1].GetInt32(), height);
            if (row[2].ValueKind == JsonValueKind.Number) { Assert.Equal(row[2].GetUInt64(), PieceSize.Capacity(height) - payload); }
        }
    }

    [Fact]
    public void PdpLeaves_OfPadding_MatchTheVectors()
    {
        foreach (JsonElement row in VectorCases.Cases("piececid", "leafcount.json", "leafCount"))
        {
            int height = row[1].GetInt32();
            PieceCommitment piece = new(Convert.FromHexString(Root), height, PieceSize.Capacity(height) - row[0].GetUInt64());

            Assert.Equal(row[2].GetUInt64(), PdpChallenges.DataLeaves(piece));
        }

        foreach (JsonElement row in VectorCases.Cases("piececid", "leafcount.json", "rawPieceSize"))
        {
            Assert.Equal(row[2].GetUInt64(), PieceSize.Capacity(row[1].GetInt32()) - row[0].GetUInt64());
        }
    }

    [Fact]
    public void PieceCid_DamagedBytes_AreRefusedOrRoundTrip()
    {
        foreach (JsonElement row in VectorCases.Cases("piececid", "valid.json"))
        {
            Hostile.Mutate(row.Hex("v2Hex"), 3000, 7, bytes => Assert.Equal(bytes, PieceCid.ReadV2(Cid.Decode(bytes)).ToCidV2().ToBytes()));
        }
    }

    private static byte[] V2Digest(ulong padding, int height, string root)
    {
        byte[] varint = new byte[9];
        int length = Filecoin.Varints.Uvarint.Write(padding, varint);
        return [.. varint[..length], (byte)height, .. Convert.FromHexString(root)];
    }
}
