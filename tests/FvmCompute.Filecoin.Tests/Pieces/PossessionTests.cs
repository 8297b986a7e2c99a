using System.Buffers.Binary;
using FvmCompute.Filecoin.Pieces;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Verifier.Possession;

namespace FvmCompute.Filecoin.Tests.Pieces;

public class PossessionTests
{
    private readonly byte[] _payload = CommPTests.RandomBytes(4000, 6);
    private readonly PieceTree _tree;
    private readonly ulong[] _leaves;
    private readonly byte[] _proof;

    public PossessionTests()
    {
        _tree = CommP.Compute(new MemoryStream(_payload));
        _leaves = PossessionChallenges.Leaves(PossessionChallenges.Seed(new byte[32], 1, 2, 3), 10, _tree.Commitment.Leaves);
        _proof = PossessionProof.Create(_tree, new MemoryStream(_payload), _leaves);
    }

    [Fact]
    public void Challenges_FollowTheirDefinition()
    {
        byte[] randomness = CommPTests.RandomBytes(32, 8);
        byte[] message = [.. "FVMPOSS/v1/"u8, .. randomness, 1, 2, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0];
        byte[] seed = Blake2b.Hash256(message);
        ulong[] leaves = PossessionChallenges.Leaves(seed, 5, 1 << 20);

        Assert.Equal(seed, PossessionChallenges.Seed(randomness, 0x201, 5, 1UL << 32));
        Assert.Equal(BinaryPrimitives.ReadUInt64LittleEndian(Blake2b.Hash256([.. seed, 4, 0, 0, 0])) % (1 << 20), leaves[4]);
        Assert.Equal(5, leaves.Distinct().Count());
    }

    [Fact]
    public void Proof_OfThePayload_IsValid()
    {
        Assert.Equal(default, Verify(_proof));
        Assert.Equal(PossessionProof.Length(10, _tree.Commitment.Height), _proof.Length);
    }

    [Fact]
    public void Proof_WithAnyBitFlipped_IsRefusedAtItsChallenge()
    {
        for (int bit = 0; bit < _proof.Length * 8; bit += 37)
        {
            byte[] forged = [.. _proof];
            forged[bit / 8] ^= (byte)(1 << (bit % 8));
            PossessionVerdict verdict = Verify(forged);

            Assert.False(verdict.IsValid);
            Assert.Equal(bit / 8 / _tree.PathBytes, verdict.Challenge);
            Assert.Equal(bit / 8 % 32 == 31 && bit % 8 >= 6 ? PossessionReason.NodeRange : PossessionReason.RootMismatch, verdict.Reason);
        }
    }

    [Fact]
    public void Proof_OfOtherLeaves_IsRefused()
    {
        ulong[] other = [.. _leaves];
        other[7] ^= 1;

        Assert.Equal(new(PossessionReason.RootMismatch, 7), PossessionVerifier.Verify(_tree.Commitment.Root, _tree.Commitment.Height, other, _proof));
        other[3] = _tree.Commitment.Leaves;
        Assert.Equal(new(PossessionReason.LeafIndex, 3), PossessionVerifier.Verify(_tree.Commitment.Root, _tree.Commitment.Height, other, _proof));
    }

    [Fact]
    public void Proof_OfOtherLength_IsRefused()
    {
        foreach (byte[] proof in new[] { [], _proof[..^1], _proof[..^32], [.. _proof, 0] }) { Assert.Equal(PossessionReason.ProofLength, Verify(proof).Reason); }
    }

    [Fact]
    public void Statement_ThatIsNone_IsRefused()
    {
        byte[] root = _tree.Commitment.Root.ToArray();
        int height = _tree.Commitment.Height;
        byte[] high = [.. root[..31], 0xff];

        Assert.Equal(PossessionReason.Statement, PossessionVerifier.Verify(root[..31], height, _leaves, _proof).Reason);
        Assert.Equal(PossessionReason.Statement, PossessionVerifier.Verify(high, height, _leaves, _proof).Reason);
        Assert.Equal(PossessionReason.Statement, PossessionVerifier.Verify(root, 1, _leaves, _proof).Reason);
        Assert.Equal(PossessionReason.Statement, PossessionVerifier.Verify(root, 64, _leaves, _proof).Reason);
        Assert.Equal(PossessionReason.Statement, PossessionVerifier.Verify(root, height, [], []).Reason);
        Assert.Equal(PossessionReason.ProofLength, PossessionVerifier.Verify(root, height + 1, _leaves, _proof).Reason);
    }

    private PossessionVerdict Verify(byte[] proof) => PossessionVerifier.Verify(_tree.Commitment.Root, _tree.Commitment.Height, _leaves, proof);
}
