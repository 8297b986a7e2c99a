using System.Text;
using System.Text.Json;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Tests;

namespace FvmCompute.Primitives.Tests.Hashing;

public class Keccak256Tests
{
    /// <summary>Published values: the empty code hash and the ERC-20 transfer topic of Ethereum, the Keccak team's and Solidity's examples.</summary>
    [Theory]
    [InlineData("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [InlineData("Transfer(address,address,uint256)", "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")]
    [InlineData("The quick brown fox jumps over the lazy dog", "4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15")]
    public void Hash_PublishedExample_GivesItsDigest(string text, string expected) =>
        Assert.Equal(expected, Hash(Encoding.ASCII.GetBytes(text)));

    /// <summary>With the padding byte of FIPS 202 the same sponge is SHA3-256, which hashlib has at every length.</summary>
    [Fact]
    public void Sponge_WithThePaddingOfSha3_EqualsHashlib()
    {
        using JsonDocument vectors = Vectors.Json("primitives", "hashes.json");
        byte[] digest = new byte[32];
        foreach (JsonElement v in vectors.RootElement.GetProperty("sha3_256").EnumerateArray())
        {
            Keccak256.Sponge(Samples.Counting(v.GetProperty("length").GetInt32()), 0x06, digest);
            Assert.Equal(v.GetProperty("digest").GetString(), Convert.ToHexStringLower(digest));
        }
    }

    [Fact]
    public void Hash_DigestSpanOfOtherLength_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Keccak256.Hash([], new byte[31]));

    private static string Hash(byte[] data)
    {
        byte[] digest = new byte[32];
        Keccak256.Hash(data, digest);
        return Convert.ToHexStringLower(digest);
    }
}
