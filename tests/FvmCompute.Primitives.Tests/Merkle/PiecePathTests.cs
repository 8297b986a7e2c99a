using FvmCompute.Primitives.Merkle;
using FvmCompute.Primitives.Tests.Hashing;

namespace FvmCompute.Primitives.Tests.Merkle;

public class PiecePathTests
{
    [Fact]
    public void Verify_EveryLeafOfATree_IsAcceptedOnlyAtItsPlace()
    {
        List<byte[]> levels = [Samples.Noise(16 * 32)];
        while (levels[^1].Length > 32) { levels.Add(Sha256NodesTests.Expected(levels[^1])); }
        for (int index = 0; index < 16; index++)
        {
            byte[] siblings = [.. Enumerable.Range(0, 4).SelectMany(level => Node(levels[level], (index >> level) ^ 1))];
            byte[] leaf = Node(levels[0], index);
            Assert.Equal(PiecePathFault.None, PiecePath.Verify(levels[4], leaf, (ulong)index, siblings));
            Assert.Equal(PiecePathFault.RootMismatch, PiecePath.Verify(levels[4], leaf, (ulong)index ^ 4, siblings));
            for (int i = 0; i < siblings.Length; i += 17)
            {
                siblings[i] ^= 0x10;
                Assert.Equal(PiecePathFault.RootMismatch, PiecePath.Verify(levels[4], leaf, (ulong)index, siblings));
                siblings[i] ^= 0x10;
            }
        }
    }

    [Theory]
    [InlineData(31, 32, 0, 64, PiecePathFault.RootLength)]
    [InlineData(32, 33, 0, 64, PiecePathFault.LeafLength)]
    [InlineData(32, 32, 0, 65, PiecePathFault.SiblingLength)]
    [InlineData(32, 32, 4, 64, PiecePathFault.IndexRange)]
    [InlineData(32, 32, 1, 0, PiecePathFault.IndexRange)]
    [InlineData(32, 32, ulong.MaxValue, 63 * 32, PiecePathFault.IndexRange)]
    [InlineData(32, 32, ulong.MaxValue, 70 * 32, PiecePathFault.RootMismatch)]
    [InlineData(32, 32, 0, 0, PiecePathFault.None)]
    public void Verify_HostileShapes_AreNamed(int rootBytes, int leafBytes, ulong index, int siblingBytes, PiecePathFault expected) =>
        Assert.Equal(expected, PiecePath.Verify(new byte[rootBytes], new byte[leafBytes], index, new byte[siblingBytes]));

    private static byte[] Node(byte[] level, int index) => level.AsSpan(32 * index, 32).ToArray();
}
