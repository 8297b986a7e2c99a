using FsCheck;
using FsCheck.Fluent;
using FvmCompute.Grpc.Headers;

namespace FvmCompute.Grpc.Tests.Headers;

public sealed class HeaderTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain ~ text", "plain ~ text")]
    [InlineData("100%", "100%25")]
    [InlineData("größe", "gr%C3%B6%C3%9Fe")]
    [InlineData("a\nb\u007f", "a%0Ab%7F")]
    [InlineData("𝄞", "%F0%9D%84%9E")]
    public void Percent_Encode_KeepsPrintableAsciiOnly(string text, string encoded)
    {
        Assert.Equal(encoded, PercentEncoding.Encode(text));
        Assert.Equal(text, PercentEncoding.Decode(encoded));
    }

    [Theory]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz", "%zz")]
    [InlineData("a%20b%2", "a b%2")]
    [InlineData("%41%", "A%")]
    public void Percent_DecodeBroken_KeepsWhatIsNoEscape(string encoded, string text) => Assert.Equal(text, PercentEncoding.Decode(encoded));

    [Fact]
    public void Percent_CutText_DoesNotSplitACharacter()
    {
        string text = new string('x', PercentEncoding.MaxCharacters - 1) + "𝄞";
        Assert.Equal(new string('x', PercentEncoding.MaxCharacters - 1), PercentEncoding.Encode(text));
    }

    [Fact]
    public void Binary_AnyBytes_ComeBackWithAndWithoutPadding() => Prop.ForAll<byte[]>(bytes =>
        BinaryHeader.TryDecode(BinaryHeader.Encode(bytes), out byte[] bare) && bare.SequenceEqual(bytes)
        && BinaryHeader.TryDecode(Convert.ToBase64String(bytes), out byte[] padded) && padded.SequenceEqual(bytes)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, "0m")]
    [InlineData(1, "1m")]
    [InlineData(TimeSpan.TicksPerMillisecond, "1m")]
    [InlineData(TimeSpan.TicksPerMillisecond + 1, "2m")]
    [InlineData(99_999_999 * TimeSpan.TicksPerMillisecond, "99999999m")]
    [InlineData((99_999_999 * TimeSpan.TicksPerMillisecond) + 1, "100000S")]
    [InlineData(100_000_000 * TimeSpan.TicksPerSecond, "1666667M")]
    [InlineData(100_000_000 * TimeSpan.TicksPerMinute, "1666667H")]
    public void Timeout_Format_UsesTheFinestUnitThatFits(long ticks, string expected)
    {
        string text = TimeoutHeader.Format(new TimeSpan(ticks));
        Assert.Equal(expected, text);
        Assert.True(TimeoutHeader.TryParse(text, out TimeSpan parsed));
        Assert.True(parsed.Ticks >= ticks);
    }
}
