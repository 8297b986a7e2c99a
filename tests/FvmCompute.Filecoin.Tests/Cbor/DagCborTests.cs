using System.Text.Json;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Tests.Cbor;

public class DagCborTests
{
    public static TheoryData<string, string> Valid() => VectorCases.NamedHex("dag-cbor", "valid.json");

    public static TheoryData<string, string> Invalid() => VectorCases.NamedHex("dag-cbor", "invalid.json");

    [Theory]
    [MemberData(nameof(Valid))]
    public void DagCbor_Fixture_ReencodesToItself(string name, string hex)
    {
        byte[] block = Convert.FromHexString(hex);

        Assert.True(DagCbor.TryValidate(block, out FormatError error, allowFloats: true), $"{name}: {error}");
        Assert.Equal(hex, Convert.ToHexStringLower(CborCopy.Reencode(block)));
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void DagCbor_FixtureWithFloats_IsRefusedByDefault(string name, string hex)
    {
        byte[] block = Convert.FromHexString(hex);
        bool accepted = DagCbor.TryValidate(block, out FormatError error);

        Assert.NotEqual(accepted, CborCopy.HoldsFloat(block));
        Assert.Equal(accepted ? null : "cbor.float", error.Code);
        Assert.False(accepted && name.StartsWith("float", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void DagCbor_InvalidVector_IsRefused(string name, string hex)
    {
        Assert.False(DagCbor.TryValidate(Convert.FromHexString(hex), out FormatError error, allowFloats: true), name);
        Assert.StartsWith("cbor.", error.Code);
    }

    [Theory]
    [InlineData("1801", "cbor.head.nonminimal")]
    [InlineData("1900ff", "cbor.head.nonminimal")]
    [InlineData("1a0000ffff", "cbor.head.nonminimal")]
    [InlineData("1b00000000ffffffff", "cbor.head.nonminimal")]
    [InlineData("1c", "cbor.head.reserved")]
    [InlineData("9fff", "cbor.head.reserved")]
    [InlineData("ff", "cbor.indefinite")]
    [InlineData("f7", "cbor.undefined")]
    [InlineData("f93c00", "cbor.float.width")]
    [InlineData("fb3ff0000000000000", "cbor.float")]
    [InlineData("f818", "cbor.simple")]
    [InlineData("c101", "cbor.tag")]
    [InlineData("d82a01", "cbor.link.type")]
    [InlineData("d82a41ff", "cbor.link.prefix")]
    [InlineData("d82a420001", "cbor.link.cid")]
    [InlineData("a261620061610a", "cbor.map.order")]
    [InlineData("a2616100616100", "cbor.map.order")]
    [InlineData("a26261610061620a", "cbor.map.order")]
    [InlineData("a10000", "cbor.type")]
    [InlineData("61ff", "cbor.utf8")]
    [InlineData("42ff", "cbor.truncated")]
    [InlineData("9a7fffffff", "cbor.truncated")]
    [InlineData("0000", "cbor.trailing")]
    [InlineData("", "cbor.truncated")]
    [InlineData("3b8000000000000000", "cbor.integer.range")]
    public void DagCbor_BrokenRule_HasItsCode(string hex, string code)
    {
        Assert.False(DagCbor.TryValidate(Convert.FromHexString(hex), out FormatError error));
        Assert.Equal(code, error.Code);
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    [InlineData(1_000_000, false)]
    public void DagCbor_Nesting_IsBounded(int depth, bool accepted)
    {
        byte[] lists = [.. Enumerable.Repeat((byte)0x81, depth - 1), 0x80];

        Assert.Equal(accepted, DagCbor.TryValidate(lists, out FormatError error));
        Assert.Equal(accepted ? null : "cbor.depth", error.Code);
    }

    [Fact]
    public void DagCbor_Links_AreCollectedInOrder()
    {
        JsonElement row = VectorCases.Cases("dag-cbor", "valid.json").Single(one => one.Text("name") == "cid-arrayof");
        List<Cid> links = [];

        Assert.True(DagCbor.TryCollectLinks(row.Hex("hex"), links, out _));
        using JsonDocument json = JsonDocument.Parse(row.Text("dagJson"));
        Assert.Equal(json.RootElement.EnumerateArray().Select(link => link.Text("/")), links.Select(link => link.ToString()));
    }

    [Fact]
    public void DagCbor_DamagedFixture_IsRefusedOrReencodesToItself()
    {
        foreach (JsonElement row in VectorCases.Cases("dag-cbor", "valid.json"))
        {
            Hostile.Mutate(row.Hex("hex"), 300, 2, bytes =>
            {
                if (DagCbor.TryValidate(bytes, out _, allowFloats: true)) { Assert.Equal(bytes, CborCopy.Reencode(bytes)); }
                else { CborCopy.Reencode(bytes); }
            });
        }
    }
}
