using System.Security.Cryptography;
using System.Text.Json;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.DataSegments;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Pieces;

namespace FvmCompute.Filecoin.Tests.DataSegments;

public class DataSegmentTests
{
    public static TheoryData<string> Aggregates() => [.. VectorCases.Cases("podsi", "aggregates.json", "aggregates").Select(row => row.Text("name"))];

    [Theory]
    [MemberData(nameof(Aggregates))]
    public void DataAggregate_Vector_HasItsCommitmentEntriesAndProofs(string name)
    {
        JsonElement row = VectorCases.Cases("podsi", "aggregates.json", "aggregates").Single(one => one.Text("name") == name);
        JsonElement[] pieces = [.. row.GetProperty("pieces").EnumerateArray()];
        DataAggregate aggregate = new(row.GetProperty("dealSize").GetUInt64(), [.. pieces.Select(Piece)]);

        Assert.Equal(row.GetProperty("indexStart").GetUInt64(), aggregate.IndexStart);
        Assert.Equal(row.Text("aggregatePieceCidV1"), aggregate.Commitment.ToCidV1().ToString());
        for (int i = 0; i < pieces.Length; i++)
        {
            Assert.Equal(pieces[i].Text("indexEntry"), Convert.ToHexStringLower(aggregate.Entries[i].Bytes));
            Assert.Equal(pieces[i].GetProperty("offset").GetUInt64(), aggregate.Entries[i].Offset);
            Assert.True(aggregate.Entries[i].IsUsable(aggregate.IndexStart));
            CheckProof(pieces[i], aggregate, i);
        }
    }

    private static void CheckProof(JsonElement row, DataAggregate aggregate, int index)
    {
        InclusionProof proof = aggregate.Prove(index);
        byte[] encoded = proof.Encode();
        if (row.TryGetProperty("proofSubtree", out _)) { Assert.Equal(FromJson(row).Encode(), encoded); }

        if (row.TryGetProperty("proofDagCborSha256Cid", out JsonElement cid))
        {
            Assert.Equal(cid.GetString(), Cid.Create(CidCodec.DagCbor, MultihashCode.Sha256, SHA256.HashData(encoded)).ToString());
        }

        Assert.True(InclusionProof.Decode(encoded).TryVerify(Piece(row), out PieceCommitment? deal, out _));
        Assert.Equal(aggregate.Commitment, deal);
    }

    [Fact]
    public void SampleDeal_OfGoDataSegment_IsReadAndRebuilt()
    {
        JsonElement sample = VectorCases.Load("podsi", "sample.json");
        byte[] deal = VectorCases.ReadBytes("podsi", "sample-deal.data"), index = VectorCases.ReadBytes("podsi", "sample-index.data");
        PieceInfo[] pieces = [.. sample.GetProperty("segments").EnumerateArray().Select(one => Segment(deal, one))];
        DataAggregate aggregate = new(1 << 20, pieces);

        Assert.Equal(sample.Text("dealPieceCidV1"), CommP.Compute(new MemoryStream(deal)).Commitment.ToCidV1().ToString());
        Assert.Equal(sample.Text("dealPieceCidV1"), aggregate.Commitment.ToCidV1().ToString());
        Assert.Equal(sample.Text("indexPieceCidV1"), CommP.Compute(new MemoryStream(index)).Commitment.ToCidV1().ToString());
        Assert.Equal(sample.GetProperty("indexUnpaddedOffset").GetUInt64(), SegmentIndex.PayloadStart(1 << 20));
        Assert.Equal(index, aggregate.IndexPayload());
        Assert.Equal(index, deal[(int)SegmentIndex.PayloadStart(1 << 20)..]);
        Assert.Equal(aggregate.Entries.Select(entry => entry.Bytes.ToArray()), SegmentIndex.Read(index).Select(entry => entry.Bytes.ToArray()));
    }

    [Fact]
    public void SegmentEntry_Vectors_AreJudgedRight()
    {
        foreach (JsonElement row in VectorCases.Cases("podsi", "entries.json"))
        {
            bool valid = SegmentEntry.TryRead(row.Hex("entry"), out SegmentEntry? entry, out FormatError error);

            Assert.True(valid == row.GetProperty("valid").GetBoolean(), row.Text("name"));
            Assert.Equal(valid, error.IsNone);
            if (valid) { Assert.Equal(row.Text("entry"), Convert.ToHexStringLower(new SegmentEntry(entry!.Root, entry.Offset, entry.Size).Bytes)); }
        }
    }

    [Theory]
    [InlineData(0UL, 128UL, true)]
    [InlineData(0UL, 0UL, false)]
    [InlineData(128UL, 256UL, false)]
    [InlineData(0UL, 384UL, false)]
    [InlineData(896UL, 128UL, true)]
    [InlineData(1024UL, 128UL, false)]
    [InlineData(0UL, 2048UL, false)]
    public void SegmentEntry_Usable_NeedsAPieceBeforeTheIndex(ulong offset, ulong size, bool usable) =>
        Assert.Equal(usable, new SegmentEntry(new byte[32], offset, size).IsUsable(1024));

    [Fact]
    public void SegmentIndex_MaxEntries_MatchTheVectors()
    {
        foreach (JsonElement row in VectorCases.Cases("podsi", "max-index-entries.json"))
        {
            Assert.Equal(row[1].GetUInt64(), SegmentIndex.MaxEntries(row[0].GetUInt64()));
        }
    }

    [Fact]
    public void InclusionProof_InvalidVectors_AreRefused()
    {
        foreach (JsonElement row in VectorCases.Cases("podsi", "invalid-proofs.json"))
        {
            try
            {
                Assert.False(FromJson(row).TryVerify(Piece(row), out _, out FormatError error), row.Text("name"));
                Assert.StartsWith("podsi.", error.Code);
            }
            catch (FilecoinFormatException refused)
            {
                Assert.True(row.Text("name") is "size-not-power-of-two" or "not-a-piece-cid", refused.Message);
            }
        }
    }

    [Fact]
    public void DataAggregate_InvalidVectors_AreRefused()
    {
        foreach (JsonElement row in VectorCases.Cases("podsi", "invalid-aggregates.json"))
        {
            PieceInfo[] pieces = [.. row.GetProperty("pieces").EnumerateArray().Select(one => new PieceInfo(one[1].GetUInt64(), Cid.Parse(one[0].GetString()!)))];
            FilecoinFormatException refused = Assert.Throws<FilecoinFormatException>(() => new DataAggregate(row.GetProperty("dealSize").GetUInt64(), pieces));

            Assert.StartsWith("podsi.", refused.Code);
        }

        PieceInfo small = new(128, PieceCid.CreateV1(new byte[32]));
        Assert.Equal("podsi.pieces", Assert.Throws<FilecoinFormatException>(() => new DataAggregate(2048, [small, small, small, small, small])).Code);
        Assert.Equal("podsi.deal.size", Assert.Throws<FilecoinFormatException>(() => new DataAggregate(256, [])).Code);
    }

    /// <summary>An entry outside the index proves nothing: the deal's data may hold 64 bytes that look like one.</summary>
    [Fact]
    public void InclusionProof_EntryBeforeTheIndex_IsRefused()
    {
        PieceInfo piece = new(128, PieceCid.CreateV1(ZeroRoots.At(2)));
        SegmentEntry entry = new(piece.Root.Span, 0, 128);
        byte[] padded = new byte[2048];
        entry.Bytes.CopyTo(padded.AsSpan(512));
        List<byte[][]> tree = TreeOf(padded);
        InclusionProof proof = new(Path(tree, 2, 0), Path(tree, 1, 8));

        Assert.False(proof.TryVerify(piece, out _, out FormatError error));
        Assert.Equal("podsi.position", error.Code);
        entry.Bytes.CopyTo(padded.AsSpan(2048 - 256));
        tree = TreeOf(padded);
        Assert.True(new InclusionProof(Path(tree, 2, 0), Path(tree, 1, 28)).TryVerify(piece, out PieceCommitment? deal, out _));
        Assert.Equal(tree[^1][0], deal.Root.ToArray());
    }

    [Fact]
    public void AggregationProof_Cbor_RoundTrips()
    {
        DataAggregate aggregate = new(1 << 20, [new PieceInfo(128, PieceCid.CreateV1(new byte[32]))]);
        CborWriter writer = new(64);
        new AggregationProof(aggregate.Prove(0), 77).Write(ref writer);
        new DealPiece(aggregate.Commitment.ToCidV1(), 1 << 20).Write(ref writer);
        CborReader reader = new(writer.ToArray());
        writer.Dispose();
        AggregationProof read = AggregationProof.Read(ref reader);

        Assert.Equal(77UL, read.DealId);
        Assert.Equal(aggregate.Prove(0).Encode(), read.Inclusion.Encode());
        Assert.Equal(new DealPiece(aggregate.Commitment.ToCidV1(), 1 << 20), DealPiece.Read(ref reader));
        reader.ReadEnd();
    }

    [Fact]
    public void InclusionProof_DamagedBytes_NeverProveTheDeal()
    {
        JsonElement row = VectorCases.Cases("podsi", "aggregates.json", "aggregates").First().GetProperty("pieces")[0];
        byte[] valid = FromJson(row).Encode();
        Assert.True(FromJson(row).TryVerify(Piece(row), out PieceCommitment? deal, out _));
        Hostile.Mutate(valid, 3000, 16, bytes =>
        {
            bool proved = InclusionProof.Decode(bytes).TryVerify(Piece(row), out PieceCommitment? other, out _);
            Assert.False(proved && other!.Equals(deal) && !bytes.AsSpan().SequenceEqual(valid));
        });
        Hostile.Mutate(VectorCases.ReadBytes("podsi", "sample-index.data"), 1000, 17, bytes => SegmentIndex.Read(bytes));
    }

    private static PieceInfo Piece(JsonElement row) => new(row.GetProperty("paddedSize").GetUInt64(), Cid.Parse(row.Text("pieceCidV1")));

    private static PieceInfo Segment(byte[] deal, JsonElement row)
    {
        MemoryStream payload = new(deal, row.GetProperty("unpaddedOffset").GetInt32(), row.GetProperty("unpaddedLength").GetInt32());
        PieceCommitment piece = CommP.Compute(payload).Commitment;
        Assert.Equal(row.Text("pieceCidV1"), piece.ToCidV1().ToString());
        return new(piece.PaddedBytes, piece.ToCidV2());
    }

    private static InclusionProof FromJson(JsonElement row) => new(NodeProofOf(row.GetProperty("proofSubtree")), NodeProofOf(row.GetProperty("proofIndex")));

    private static NodeProof NodeProofOf(JsonElement row) =>
        new(row.GetProperty("index").GetUInt64(), [.. row.GetProperty("path").EnumerateArray().SelectMany(node => Convert.FromHexString(node.GetString()!))]);

    private static List<byte[][]> TreeOf(byte[] padded)
    {
        List<byte[][]> levels = [[.. padded.Chunk(32)]];
        while (levels[^1].Length > 1) { levels.Add([.. levels[^1].Chunk(2).Select(pair => Pieces.NaivePiece.Node(pair[0], pair[1]))]); }

        return levels;
    }

    private static NodeProof Path(List<byte[][]> tree, int level, ulong index) =>
        new(index, [.. Enumerable.Range(level, tree.Count - 1 - level).SelectMany(at => tree[at][(index >> (at - level)) ^ 1])]);
}
