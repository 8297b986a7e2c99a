using System.Text.Json;
using FvmCompute.Primitives.Merkle;
using FvmCompute.Tests;

namespace FvmCompute.Primitives.Tests.Merkle;

public class MultiproofTests
{
    [Fact]
    public void Tree_ReferenceVectors_GiveRootsAndSiblings()
    {
        foreach ((JsonElement v, MerkleTree tree) in Trees())
        {
            Assert.Equal(v.GetProperty("depth").GetInt32(), tree.Depth);
            Assert.Equal(v.GetProperty("root").GetString(), Convert.ToHexStringLower(tree.Root));
            Assert.Equal(v.GetProperty("leaf0_hash").GetString(), Convert.ToHexStringLower(tree.Hash(0, 0)));
            foreach (JsonElement proof in v.GetProperty("multiproofs").EnumerateArray())
            {
                Assert.Equal(Concatenated(proof.GetProperty("siblings")), tree.Prove(Positions(proof)));
            }
        }
    }

    [Fact]
    public void Verify_ReferenceVectors_AcceptsTheProofsAndNamesWhatIsWrong()
    {
        int refused = 0;
        foreach ((JsonElement v, MerkleTree tree) in Trees())
        {
            foreach (JsonElement proof in v.GetProperty("multiproofs").EnumerateArray())
            {
                uint[] positions = Positions(proof);
                byte[] leaves = LeafHashes(v, positions);
                Assert.Equal(default, Multiproof.Verify(tree.Root, tree.Depth, positions, leaves, Concatenated(proof.GetProperty("siblings"))));
                foreach (JsonElement reject in proof.GetProperty("reject").EnumerateArray())
                {
                    MultiproofFault expected = reject.GetProperty("why").GetString() switch
                    {
                        "extra sibling" => MultiproofFault.ExtraSibling,
                        "missing sibling" => MultiproofFault.MissingSibling,
                        "changed sibling" => MultiproofFault.RootMismatch,
                        string other => throw new InvalidDataException(other),
                        null => throw new InvalidDataException("no reason"),
                    };
                    Assert.Equal(expected, Multiproof.Verify(tree.Root, tree.Depth, positions, leaves, Concatenated(reject.GetProperty("siblings"))).Fault);
                    refused++;
                }
            }
        }

        Assert.True(refused > 20);
    }

    [Fact]
    public void Verify_AnySubsetOfASmallTree_IsAcceptedAndItsLeavesCount()
    {
        MerkleTree tree = MerkleTree.OfLeaves(Samples.Noise(8 * 40), 40);
        for (int subset = 1; subset < 256; subset++)
        {
            uint[] positions = [.. Enumerable.Range(0, 8).Where(i => (subset >> i & 1) != 0).Select(i => (uint)i)];
            byte[] leaves = [.. positions.SelectMany(p => tree.Hash(0, (int)p).ToArray())];
            byte[] siblings = tree.Prove(positions);
            Assert.Equal(default, Multiproof.Verify(tree.Root, 3, positions, leaves, siblings));
            for (int i = 0; i < positions.Length; i++)
            {
                leaves[32 * i] ^= 1;
                Assert.Equal(MultiproofFault.RootMismatch, Multiproof.Verify(tree.Root, 3, positions, leaves, siblings).Fault);
                leaves[32 * i] ^= 1;
            }
        }
    }

    [Theory]
    [InlineData(31, 3, new uint[] { 1 }, 32, 96, MultiproofFault.RootLength)]
    [InlineData(32, -1, new uint[] { 1 }, 32, 96, MultiproofFault.DepthRange)]
    [InlineData(32, 33, new uint[] { 1 }, 32, 96, MultiproofFault.DepthRange)]
    [InlineData(32, 3, new uint[0], 0, 96, MultiproofFault.NoPositions)]
    [InlineData(32, 3, new uint[] { 1 }, 33, 96, MultiproofFault.LeafLength)]
    [InlineData(32, 3, new uint[] { 1 }, 32, 95, MultiproofFault.SiblingLength)]
    [InlineData(32, 3, new uint[] { 8 }, 32, 96, MultiproofFault.PositionRange)]
    [InlineData(32, 0, new uint[] { 1 }, 32, 0, MultiproofFault.PositionRange)]
    [InlineData(32, 3, new uint[] { 2, 2 }, 64, 96, MultiproofFault.PositionOrder)]
    [InlineData(32, 3, new uint[] { 3, 2 }, 64, 96, MultiproofFault.PositionOrder)]
    [InlineData(32, 32, new uint[] { uint.MaxValue }, 32, 992, MultiproofFault.MissingSibling)]
    [InlineData(32, 32, new uint[] { uint.MaxValue }, 32, 1024, MultiproofFault.RootMismatch)]
    public void Verify_HostileShapes_AreNamed(int rootBytes, int depth, uint[] positions, int leafBytes, int siblingBytes, MultiproofFault expected) =>
        Assert.Equal(expected, Multiproof.Verify(new byte[rootBytes], depth, positions, new byte[leafBytes], new byte[siblingBytes]).Fault);

    [Theory]
    [InlineData(0)]
    [InlineData(96)]
    [InlineData(33)]
    public void OfLeafHashes_NotAPowerOfTwo_IsRefused(int bytes) =>
        Assert.Throws<ArgumentException>(() => MerkleTree.OfLeafHashes(new byte[bytes]));

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    [InlineData(128)]
    public void Complete_MemoryOfNoTree_IsRefused(int bytes) =>
        Assert.ThrowsAny<ArgumentException>(() => MerkleTree.Complete(new byte[bytes], new ParallelOptions()));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(12)]
    [InlineData(14)]
    public void Complete_OnThreads_EqualsOnOne(int depth)
    {
        byte[] hashes = Samples.Noise(32 << depth, depth);
        byte[] nodes = new byte[MerkleTree.BytesOf(depth)];
        hashes.CopyTo(nodes, 0);
        MerkleTree one = MerkleTree.OfLeafHashes(hashes), many = MerkleTree.Complete(nodes, new ParallelOptions { MaxDegreeOfParallelism = 3 });
        Assert.Equal(one.Depth, many.Depth);
        Assert.Equal(one.Root.ToArray(), many.Root.ToArray());
        Assert.Equal(one.Prove([0]), many.Prove([0]));
        Assert.Equal(one.Prove([(1u << depth) - 1]), many.Prove([(1u << depth) - 1]));
    }

    private static IEnumerable<(JsonElement Vector, MerkleTree Tree)> Trees()
    {
        using JsonDocument vectors = Vectors.Json("proof", "merkle.json");
        foreach (JsonElement v in vectors.RootElement.EnumerateArray())
        {
            byte[] hashes = LeafHashes(v, [.. Enumerable.Range(0, v.GetProperty("leaves").GetArrayLength()).Select(i => (uint)i)]);
            yield return (v.Clone(), MerkleTree.OfLeafHashes(hashes));
        }
    }

    private static byte[] LeafHashes(JsonElement vector, uint[] positions)
    {
        byte[] hashes = new byte[32 * positions.Length];
        for (int i = 0; i < positions.Length; i++)
        {
            string leaf = vector.GetProperty("leaves")[(int)positions[i]].GetString()!;
            MerkleHash.Leaf(Convert.FromHexString(leaf), hashes.AsSpan(32 * i, 32));
        }

        return hashes;
    }

    private static uint[] Positions(JsonElement proof) => [.. proof.GetProperty("positions").EnumerateArray().Select(p => p.GetUInt32())];

    private static byte[] Concatenated(JsonElement hashes) => [.. hashes.EnumerateArray().SelectMany(h => Convert.FromHexString(h.GetString()!))];
}
