using FvmCompute.Filecoin.Multibases;

namespace FvmCompute.Filecoin.Tests.Multibases;

public class BaseTests
{
    /// <summary>RFC 4648 §10, lower case, padding removed.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "my")]
    [InlineData("fo", "mzxq")]
    [InlineData("foo", "mzxw6")]
    [InlineData("foob", "mzxw6yq")]
    [InlineData("fooba", "mzxw6ytb")]
    [InlineData("foobar", "mzxw6ytboi")]
    public void Base32_Rfc4648Vectors_RoundTrip(string data, string text)
    {
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(data);
        byte[] decoded = new byte[text.Length * 5 / 8];

        Assert.Equal(text, Base32.Encode(bytes));
        Assert.True(Base32.TryDecode(text, decoded, out int written));
        Assert.Equal(bytes, decoded.AsSpan(0, written).ToArray());
    }

    [Theory]
    [InlineData("m")] // five bits are no byte
    [InlineData("mzx")]
    [InlineData("mzxw6y")]
    [InlineData("mz")] // left-over bits
    [InlineData("MY")]
    [InlineData("my======")]
    [InlineData("m1")]
    [InlineData("m8")]
    public void Base32_OtherTexts_AreRefused(string text) => Assert.False(Base32.TryDecode(text, new byte[text.Length], out _));

    /// <summary>draft-msporny-base58 §5.</summary>
    [Theory]
    [InlineData("48656c6c6f20576f726c6421", "2NEpo7TZRRrLZSi2U")]
    [InlineData("54686520717569636b2062726f776e20666f78206a756d7073206f76657220746865206c617a7920646f672e", "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z")]
    [InlineData("0000287fb4cd", "11233QC4")]
    public void Base58_DraftVectors_RoundTrip(string hex, string text)
    {
        byte[] bytes = Convert.FromHexString(hex);

        Assert.Equal(text, Base58.Encode(bytes));
        Assert.True(Base58.TryDecode(text, out byte[] decoded));
        Assert.Equal(bytes, decoded);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("O")]
    [InlineData("I")]
    [InlineData("l")]
    [InlineData("ab c")]
    public void Base58_ForeignCharacter_IsRefused(string text) => Assert.False(Base58.TryDecode(text, out _));
}
