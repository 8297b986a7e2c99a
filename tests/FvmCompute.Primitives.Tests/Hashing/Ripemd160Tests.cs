using System.Text;
using System.Text.Json;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Tests;

namespace FvmCompute.Primitives.Tests.Hashing;

public class Ripemd160Tests
{
    /// <summary>Examples of the authors' page.</summary>
    [Theory]
    [InlineData("", "9c1185a5c5e9fc54612808977ee8f548b2258d31")]
    [InlineData("abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc")]
    [InlineData("message digest", "5d0689ef49d2fae572b881b123a85ffa21595f36")]
    public void Hash_PublishedExample_GivesItsDigest(string text, string expected) =>
        Assert.Equal(expected, Hash(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Hash_VectorLengths_EqualHashlib()
    {
        using JsonDocument vectors = Vectors.Json("primitives", "hashes.json");
        foreach (JsonElement v in vectors.RootElement.GetProperty("ripemd160").EnumerateArray())
        {
            Assert.Equal(v.GetProperty("digest").GetString(), Hash(Samples.Counting(v.GetProperty("length").GetInt32())));
        }
    }

    private static string Hash(byte[] data)
    {
        byte[] digest = new byte[20];
        Ripemd160.Hash(data, digest);
        return Convert.ToHexStringLower(digest);
    }
}
