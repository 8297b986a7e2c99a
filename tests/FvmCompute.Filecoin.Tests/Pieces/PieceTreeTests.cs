using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Pieces;
using FvmCompute.Verifier.Possession;

namespace FvmCompute.Filecoin.Tests.Pieces;

public class PieceTreeTests
{
    private const int Megabyte = SegmentHasher.BasePayloadBytes;

    /// <summary>Payload bytes, declared padded bytes (0 for none), retained nodes.</summary>
    [Theory]
    [InlineData(0, 0, 2)]
    [InlineData(100, 1024, 2)]
    [InlineData(5000, 0, 2)]
    [InlineData(Megabyte, 0, 16)]
    [InlineData((2 * Megabyte) + 1, 0, 16)]
    [InlineData((4 * Megabyte) - 9, 16 << 20, 16)]
    [InlineData((5 * Megabyte) + 9, 0, 2)]
    public void PieceTree_Paths_AreThoseOfTheWholeTree(int size, int padded, int retained)
    {
        byte[] payload = CommPTests.RandomBytes(size, 21);
        PieceTree tree = CommP.Compute(new MemoryStream(payload), new() { Threads = 2, RetainedNodes = retained, PaddedBytes = padded == 0 ? null : (ulong)padded });
        List<byte[][]> naive = NaivePiece.Tree(payload, padded == 0 ? null : padded);
        ulong[] leaves = Leaves(tree.Commitment.Leaves);
        byte[] proof = PossessionProof.Create(PieceTree.FromBytes(tree.ToBytes()), new MemoryStream(payload), leaves);

        Assert.Equal(leaves.SelectMany(leaf => NaivePiece.Path(naive, leaf)), proof);
        Assert.True(PossessionVerifier.Verify(naive[^1][0], tree.Commitment.Height, leaves, proof).IsValid);
    }

    [Fact]
    public void PieceTree_OtherPayload_GivesNoPath()
    {
        byte[] payload = CommPTests.RandomBytes(3 * Megabyte, 4);
        PieceTree tree = CommP.Compute(new MemoryStream(payload));
        payload[Megabyte + 5] ^= 1;
        ulong changed = (ulong)SegmentHasher.BasePaddedBytes / 32;

        Assert.Equal(tree.PathBytes, PossessionProof.Create(tree, new MemoryStream(payload), [0]).Length);
        Assert.Equal("piece.payload.changed", Assert.Throws<FilecoinFormatException>(() => PossessionProof.Create(tree, new MemoryStream(payload), [changed])).Code);
        Assert.Equal("piece.payload.changed", Assert.Throws<FilecoinFormatException>(() => PossessionProof.Create(tree, new MemoryStream(), [0])).Code);
        Assert.Throws<ArgumentOutOfRangeException>(() => PossessionProof.Create(tree, new MemoryStream(payload), [tree.Commitment.Leaves]));
    }

    [Fact]
    public void PieceTree_DamagedFile_IsRefusedOrTheSameTree()
    {
        PieceTree tree = CommP.Compute(new MemoryStream(CommPTests.RandomBytes(3 * Megabyte, 4)));
        Hostile.Mutate(tree.ToBytes(), 20_000, 9, bytes => Assert.Equal(tree.Commitment, PieceTree.FromBytes(bytes).Commitment));
    }

    /// <summary>With the checksum made anew, so that the other checks must catch it.</summary>
    [Fact]
    public void PieceTree_ForgedFile_NeverYieldsAnotherTreeOfTheRoot()
    {
        byte[] root = new byte[32];
        PieceTree tree = CommP.Compute(new MemoryStream(CommPTests.RandomBytes(3 * Megabyte, 4)));
        tree.Commitment.Root.CopyTo(root);
        Hostile.Mutate(tree.ToBytes()[..^32], 20_000, 10, body =>
        {
            PieceTree read = PieceTree.FromBytes([.. body, .. Primitives.Hashing.Blake2b.Hash256(body)]);
            Assert.Equal(root, read.Commitment.Root.ToArray());
            Assert.Equal(tree.Row.ToArray(), read.Row.ToArray());
        });
    }

    private static ulong[] Leaves(ulong count)
    {
        Random random = new(3);
        return [0, count - 1, count / 2, (count / 2) - 1, count - 1, .. Enumerable.Range(0, 8).Select(_ => (ulong)random.NextInt64((long)count))];
    }
}
