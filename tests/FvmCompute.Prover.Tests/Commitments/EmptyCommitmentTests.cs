using FvmCompute.Primitives.Merkle;
using FvmCompute.Prover.Commitments;

namespace FvmCompute.Prover.Tests.Commitments;

public class EmptyCommitmentTests
{
    [Theory]
    [InlineData(0, new uint[] { 0 })]
    [InlineData(3, new uint[] { 0, 1, 6 })]
    [InlineData(5, new uint[] { 31 })]
    public void Prove_AnyPositions_IsAcceptedForTheRoot(int depth, uint[] positions)
    {
        using EmptyCommitment tree = new(depth);
        byte[] leaf = new byte[MerkleHash.Bytes];
        MerkleHash.Leaf([], leaf);
        byte[] hashes = [.. positions.SelectMany(_ => leaf)];
        Assert.True(Multiproof.Verify(tree.Root, depth, positions, hashes, tree.Prove(positions)).IsValid);
    }
}
