using FvmCompute.Filecoin.Pieces;

namespace FvmCompute.Filecoin.Tests.Pieces;

public class Fr32Tests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void Fr32_RandomBlocks_MatchBigIntegersAndComeBack(int blocks)
    {
        byte[] payload = new byte[127 * blocks];
        new Random(blocks).NextBytes(payload);
        byte[] padded = new byte[128 * blocks], back = new byte[127 * blocks];
        Fr32.Pad(payload, padded);

        Assert.Equal(NaivePiece.Fr32(payload), padded);
        Assert.True(Fr32.TryUnpad(padded, back));
        Assert.Equal(payload, back);
    }

    [Fact]
    public void Fr32_EveryPath_GivesTheSame()
    {
        byte[] payload = new byte[127 * 50];
        new Random(5).NextBytes(payload);
        byte[] scalar = new byte[128 * 50], vector = new byte[128 * 50];
        Fr32.PadScalar(payload, scalar);
        Fr32.PadVector256(payload, vector);

        Assert.Equal(NaivePiece.Fr32(payload), scalar);
        Assert.Equal(scalar, vector);
    }

    [Theory]
    [InlineData(31, 0x40)]
    [InlineData(63, 0x80)]
    [InlineData(127, 0xc0)]
    public void Fr32_TopBitSet_IsNotUnpadded(int at, byte bits)
    {
        byte[] padded = new byte[128];
        padded[at] = bits;

        Assert.False(Fr32.TryUnpad(padded, new byte[127]));
    }

    [Theory]
    [InlineData(126, 128)]
    [InlineData(127, 127)]
    [InlineData(127, 256)]
    public void Fr32_PartialBlocks_AreNotPadded(int payload, int padded) =>
        Assert.Throws<ArgumentException>(() => Fr32.Pad(new byte[payload], new byte[padded]));

    [Fact]
    public void Fr32_NoBlocks_AreNothing() => Fr32.Pad([], []);
}
