using System.Text.Json;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Multibases;

namespace FvmCompute.Filecoin.Tests.Cids;

public class CidTests
{
    private const string RawCid = "bafkreifc4hca3inognou377hfhvu2xfchn2ltzi7yu27jkaeujqqqdbjju";

    public static TheoryData<string> ValidTexts() => [.. VectorCases.Cases("cid", "valid.json").Select(row => row.Text("text"))];

    public static TheoryData<string, string> InvalidBinary() => VectorCases.NamedHex("cid", "invalid.json", "binary");

    public static TheoryData<string, string> InvalidText() => VectorCases.Pairs("cid", "invalid.json", "name", "text", "text");

    [Theory]
    [MemberData(nameof(ValidTexts))]
    public void Cid_Vector_ReadsAndWritesItself(string text)
    {
        JsonElement row = VectorCases.Cases("cid", "valid.json").Single(one => one.Text("text") == text);
        Cid cid = Cid.Parse(text);

        Assert.Equal(text, cid.ToString());
        Assert.Equal(row.Hex("hex"), cid.ToBytes());
        Assert.Equal(cid, Cid.Decode(row.Hex("hex")));
        Assert.Equal(row.GetProperty("version").GetInt32(), cid.Version);
        Assert.Equal(row.GetProperty("codec").GetUInt64(), cid.Codec);
        Assert.Equal(row.GetProperty("hash").GetUInt64(), cid.HashFunction);
        Assert.Equal(row.Hex("digest"), cid.Digest.ToArray());
        if (cid.Version == 1) { Assert.Equal(cid, Cid.Create(cid.Codec, cid.HashFunction, cid.Digest)); }
    }

    [Theory]
    [MemberData(nameof(InvalidBinary))]
    public void Cid_InvalidBytes_AreRefused(string name, string hex)
    {
        FilecoinFormatException refused = Assert.Throws<FilecoinFormatException>(() => Cid.Decode(Convert.FromHexString(hex)));
        Assert.True(refused.Code.StartsWith("cid.", StringComparison.Ordinal), name);
    }

    [Theory]
    [MemberData(nameof(InvalidText))]
    public void Cid_InvalidText_IsRefused(string name, string text)
    {
        FilecoinFormatException refused = Assert.Throws<FilecoinFormatException>(() => Cid.Parse(text));
        Assert.True(refused.Code.StartsWith("cid.", StringComparison.Ordinal), name);
    }

    [Theory]
    [InlineData("0055122000", "cid.version")]
    [InlineData("01d500122000", "cid.varint.nonminimal")]
    [InlineData("01", "cid.varint.truncated")]
    [InlineData("01ffffffffffffffffff01", "cid.varint.toolong")]
    [InlineData("0155121f00", "cid.digest.length")]
    [InlineData("0155122000", "cid.digest.truncated")]
    [InlineData("01550081010000", "cid.digest.length")]
    [InlineData("0155000000", "cid.trailing")]
    [InlineData("1220aa", "cid.v0.length")]
    public void Cid_BrokenRule_HasItsCode(string hex, string code)
    {
        Assert.False(Cid.TryDecode(Convert.FromHexString(hex), out Cid? cid, out FormatError error));
        Assert.Null(cid);
        Assert.Equal(code, error.Code);
    }

    [Fact]
    public void Cid_OtherMultibases_AreRead()
    {
        Cid cid = Cid.Parse(RawCid);

        Assert.Equal(cid, Cid.Parse("z" + Base58.Encode(cid.Bytes)));
        Assert.Equal(cid, Cid.Parse("f" + Convert.ToHexStringLower(cid.Bytes)));
        Assert.Throws<FilecoinFormatException>(() => Cid.Parse("f" + Convert.ToHexString(cid.Bytes)));
        Assert.Throws<FilecoinFormatException>(() => Cid.Parse("B" + RawCid[1..].ToUpperInvariant()));
        Assert.Throws<FilecoinFormatException>(() => Cid.Parse("b" + new string('a', Cid.MaxTextLength)));
    }

    [Fact]
    public void Cid_InFrontOfOtherBytes_TellsItsLength()
    {
        byte[] source = [.. Cid.Parse(RawCid).Bytes, 1, 2, 3];

        Assert.True(Cid.TryRead(source, out Cid? cid, out int used, out _));
        Assert.Equal((RawCid, 36), (cid.ToString(), used));
    }

    [Fact]
    public void Cid_OfChainObject_IsDagCborBlake2b()
    {
        JsonElement row = VectorCases.Cases("message", "unsigned.json").First();

        Assert.Equal(row.Text("cid"), Cid.DagCbor(row.Hex("cborHex")).ToString());
    }

    [Fact]
    public void Cid_EqualBytes_AreEqualAndHashAlike()
    {
        Cid one = Cid.Parse(RawCid), same = Cid.Parse(RawCid), other = Cid.DagCbor([0x80]);

        Assert.True(one == same && one != other && one.GetHashCode() == same.GetHashCode());
        Assert.Equal(0, one.CompareTo(same));
        Assert.Equal(-Math.Sign(other.CompareTo(one)), Math.Sign(one.CompareTo(other)));
    }

    [Fact]
    public void Cid_DamagedBytes_AreRefusedOrRoundTrip()
    {
        foreach (JsonElement row in VectorCases.Cases("cid", "valid.json"))
        {
            Hostile.Mutate(row.Hex("hex"), 2000, 1, bytes => Assert.Equal(bytes, Cid.Parse(Cid.Decode(bytes).ToString()).ToBytes()));
        }
    }
}
