using System.Text.Json;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Pieces;
using FvmCompute.Verifier.Possession;

namespace FvmCompute.Filecoin.Tests.Pieces;

public class PdpTests
{
    [Fact]
    public void PdpChallenges_Sets_MatchTheVectors()
    {
        foreach (JsonElement set in VectorCases.Cases("pdp", "sets.json", "sets"))
        {
            JsonElement[] pieces = [.. set.GetProperty("pieces").EnumerateArray()];
            PieceCommitment[] read = [.. pieces.Select(piece => PieceCid.ReadV2(Cid.Decode(piece.Hex("pieceCidV2Hex"))))];
            ulong[] leaves = [.. read.Select(PdpChallenges.DataLeaves)];
            ulong range = leaves.Aggregate(0UL, (sum, count) => sum + count);

            Assert.Equal(pieces.Select(piece => piece.GetProperty("leafCount").GetUInt64()), leaves);
            Assert.Equal(set.GetProperty("leafCount").GetUInt64(), range);
            foreach (JsonElement challenge in set.GetProperty("challenges").EnumerateArray()) { CheckChallenge(set, pieces, read, leaves, challenge, range); }
        }
    }

    private static void CheckChallenge(JsonElement set, JsonElement[] pieces, PieceCommitment[] read, ulong[] leaves, JsonElement challenge, ulong range)
    {
        byte[] seed = Convert.FromHexString(set.Text("seed")[2..]);
        ulong leaf = PdpChallenges.LeafIndex(seed, set.GetProperty("setId").GetUInt64(), challenge.GetProperty("proofIndex").GetUInt64(), range);
        (int piece, ulong offset) = PdpChallenges.Locate(leaves, leaf);
        byte[] proof = [.. challenge.Hex("leaf"), .. challenge.GetProperty("proof").EnumerateArray().SelectMany(node => Convert.FromHexString(node.GetString()!))];
        byte[] payload = pieces[piece].Hex("rawHex");
        PieceTree tree = CommP.Compute(new MemoryStream(payload));

        Assert.Equal(challenge.GetProperty("challengeLeaf").GetUInt64(), leaf);
        Assert.Equal((challenge.GetProperty("piece").GetInt32(), challenge.GetProperty("offsetInPiece").GetUInt64()), (piece, offset));
        Assert.Equal(read[piece], tree.Commitment);
        Assert.Equal(proof, PossessionProof.Create(tree, new MemoryStream(payload), [offset]));
        Assert.True(PossessionVerifier.Verify(read[piece].Root, read[piece].Height, [offset], proof).IsValid);
    }

    [Fact]
    public void PdpChallenges_OutsideTheSet_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PdpChallenges.Locate([3, 0, 2], 5));
        Assert.Equal((2, 1UL), PdpChallenges.Locate([3, 0, 2], 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => PdpChallenges.LeafIndex(new byte[32], 1, 0, 0));
    }
}
