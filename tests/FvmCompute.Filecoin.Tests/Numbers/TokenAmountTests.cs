using System.Numerics;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Numbers;

namespace FvmCompute.Filecoin.Tests.Numbers;

public class TokenAmountTests
{
    [Theory]
    [InlineData("1.5 FIL", "1500000000000000000", "1.5 FIL")]
    [InlineData("1.5", "1500000000000000000", "1.5 FIL")]
    [InlineData("0", "0", "0 FIL")]
    [InlineData("100 attoFIL", "100", "0.0000000000000001 FIL")]
    [InlineData("3nanofil", "3000000000", "0.000000003 FIL")]
    [InlineData("-2 mFIL", "-2000000000000000", "-0.002 FIL")]
    [InlineData("2000000000 FIL", "2000000000000000000000000000", "2000000000 FIL")]
    [InlineData("0.000000000000000001", "1", "0.000000000000000001 FIL")]
    public void TokenAmount_Text_IsExact(string text, string atto, string written)
    {
        TokenAmount amount = TokenAmount.Parse(text);

        Assert.Equal(BigInteger.Parse(atto), amount.Atto);
        Assert.Equal(written, amount.ToString());
        Assert.Equal(amount, TokenAmount.Parse(written));
    }

    [Theory]
    [InlineData("", "amount.number")]
    [InlineData("1.", "amount.number")]
    [InlineData(".5", "amount.number")]
    [InlineData("1..5", "amount.number")]
    [InlineData("--1", "amount.number")]
    [InlineData("1-1", "amount.number")]
    [InlineData("+1", "amount.unit")]
    [InlineData("1e18", "amount.unit")]
    [InlineData("1 FILs", "amount.unit")]
    [InlineData("1 MFIL", "amount.unit")]
    [InlineData("0.5 attoFIL", "amount.decimals")]
    [InlineData("0.0000000000000000001", "amount.decimals")]
    public void TokenAmount_OtherText_IsRefused(string text, string code)
    {
        Assert.False(TokenAmount.TryParse(text, out _, out FormatError error));
        Assert.Equal(code, error.Code);
    }

    [Theory]
    [InlineData("0", "40")]
    [InlineData("1", "420001")]
    [InlineData("-1", "420101")]
    [InlineData("256", "43000100")]
    [InlineData("100000", "44000186a0")]
    public void TokenAmount_Cbor_RoundTrips(string atto, string hex)
    {
        TokenAmount amount = new(BigInteger.Parse(atto));
        CborWriter writer = new(16);
        amount.Write(ref writer);
        string written = Convert.ToHexStringLower(writer.Written);
        writer.Dispose();
        CborReader reader = new(Convert.FromHexString(hex));

        Assert.Equal(hex, written);
        Assert.Equal(amount, TokenAmount.Read(ref reader));
    }

    [Theory]
    [InlineData("4100", "bigint.nonminimal")]
    [InlineData("4101", "bigint.nonminimal")]
    [InlineData("43000001", "bigint.nonminimal")]
    [InlineData("420201", "bigint.sign")]
    [InlineData("420101", "bigint.negative")]
    [InlineData("05", "cbor.type")]
    public void TokenAmount_BadCbor_IsRefused(string hex, string code)
    {
        FilecoinFormatException refused = Assert.Throws<FilecoinFormatException>(() =>
        {
            CborReader reader = new(Convert.FromHexString(hex));
            TokenAmount.ReadNonNegative(ref reader);
        });
        Assert.Equal(code, refused.Code);
    }

    [Fact]
    public void TokenAmount_LongestInteger_IsTheLast()
    {
        BigInteger largest = BigInteger.Pow(2, 8 * 127) - 1;
        CborWriter writer = new(16);
        CborBigInteger.Write(ref writer, -largest);
        CborReader reader = new(writer.ToArray());
        writer.Dispose();

        Assert.Equal(-largest, CborBigInteger.Read(ref reader));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            CborWriter other = new(16);
            CborBigInteger.Write(ref other, largest + 1);
        });
    }
}
