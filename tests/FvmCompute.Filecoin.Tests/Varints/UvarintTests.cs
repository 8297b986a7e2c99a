using FvmCompute.Filecoin.Varints;

namespace FvmCompute.Filecoin.Tests.Varints;

public class UvarintTests
{
    [Theory]
    [InlineData(0UL, "00")]
    [InlineData(1UL, "01")]
    [InlineData(127UL, "7f")]
    [InlineData(128UL, "8001")]
    [InlineData(255UL, "ff01")]
    [InlineData(300UL, "ac02")]
    [InlineData(16384UL, "808001")]
    [InlineData(long.MaxValue, "ffffffffffffffff7f")]
    public void Uvarint_KnownValue_HasItsBytes(ulong value, string hex)
    {
        byte[] buffer = new byte[Uvarint.MaxLength];
        int length = Uvarint.Write(value, buffer);

        Assert.Equal(hex, Convert.ToHexStringLower(buffer.AsSpan(0, length)));
        Assert.Equal(length, Uvarint.LengthOf(value));
        Assert.Equal(UvarintStatus.Ok, Uvarint.TryRead(buffer, out ulong read, out int used));
        Assert.Equal((value, length), (read, used));
    }

    [Theory]
    [InlineData("", UvarintStatus.Truncated)]
    [InlineData("80", UvarintStatus.Truncated)]
    [InlineData("8000", UvarintStatus.NonMinimal)]
    [InlineData("ff00", UvarintStatus.NonMinimal)]
    [InlineData("808080808080808080", UvarintStatus.TooLong)]
    [InlineData("ffffffffffffffffff01", UvarintStatus.TooLong)]
    public void Uvarint_BadBytes_AreNamed(string hex, UvarintStatus expected)
    {
        Assert.Equal(expected, Uvarint.TryRead(Convert.FromHexString(hex), out _, out int used));
        Assert.True(used <= 9);
    }

    [Fact]
    public void Uvarint_Over63Bits_IsNotWritten() => Assert.Throws<ArgumentOutOfRangeException>(() => Uvarint.Write(1UL << 63, new byte[10]));
}
