using System.Text.Json;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Tests.Addresses;

public class AddressTests
{
    public static TheoryData<string, string> Valid() =>
        VectorCases.Pairs("address", "valid.json", "text", "bytesHex");

    public static TheoryData<string, string> InvalidText() => VectorCases.Pairs("address", "invalid-text.json", "name", "text");

    public static TheoryData<string, string> InvalidBytes() => VectorCases.NamedHex("address", "invalid-bytes.json");

    [Theory]
    [MemberData(nameof(Valid))]
    public void Address_Vector_ReadsAndWritesItself(string text, string hex)
    {
        Address address = Address.Parse(text);

        Assert.Equal(hex, Convert.ToHexStringLower(address.Bytes));
        Assert.Equal(text, address.ToString(text[0] == 'f' ? Network.Mainnet : Network.Testnet));
        Assert.Equal(address, Address.Decode(Convert.FromHexString(hex)));
        Assert.Equal(text[1] - '0', (int)address.Protocol);
    }

    [Theory]
    [MemberData(nameof(InvalidText))]
    public void Address_InvalidText_IsRefused(string name, string text)
    {
        Assert.False(Address.TryParse(text, out _, out FormatError error), name);
        Assert.StartsWith("address.", error.Code);
    }

    [Theory]
    [MemberData(nameof(InvalidBytes))]
    public void Address_InvalidBytes_AreRefused(string name, string hex)
    {
        Assert.False(Address.TryDecode(Convert.FromHexString(hex), out _, out FormatError error), name);
        Assert.StartsWith("address.", error.Code);
    }

    [Fact]
    public void Address_FromKey_HashesAsTheVectorsSay()
    {
        foreach (JsonElement row in VectorCases.Cases("address", "from-key.json"))
        {
            byte[] input = row.Hex("inputHex");
            Address address = row.GetProperty("protocol").GetInt32() switch
            {
                1 => Address.FromSecp256k1Key(input),
                2 => Address.FromActorData(input),
                _ => Address.FromBlsKey(input),
            };

            Assert.Equal(row.Text("text"), address.ToString(Network.Testnet));
        }
    }

    [Theory]
    [InlineData("f09223372036854775808", "address.number.range")]
    [InlineData("f001", "address.number")]
    [InlineData("f0", "address.text.length")]
    [InlineData("f5abc", "address.protocol")]
    [InlineData("x01", "address.network")]
    [InlineData("f410aaaa", "address.separator")]
    [InlineData("f1aaaa", "address.base32")]
    public void Address_BrokenTextRule_HasItsCode(string text, string code)
    {
        Assert.False(Address.TryParse(text, out _, out FormatError error));
        Assert.Equal(code, error.Code);
    }

    [Fact]
    public void Address_Ethereum_FollowsTheVectorsAndMaskedIds()
    {
        foreach (JsonElement row in VectorCases.Cases("address", "valid.json").Where(row => row.TryGetProperty("ethAddress", out _)))
        {
            byte[] ethereum = Convert.FromHexString(row.Text("ethAddress")[2..]);
            byte[] back = new byte[20];

            Assert.Equal(row.Text("text"), Address.FromEthereum(ethereum).ToString());
            Assert.True(Address.Parse(row.Text("text")).TryGetEthereum(back));
            Assert.Equal(ethereum, back);
        }

        byte[] masked = Convert.FromHexString("ff00000000000000000000000000000000000400");
        byte[] again = new byte[20];
        Assert.Equal(Address.FromId(1024), Address.FromEthereum(masked));
        Assert.True(Address.FromId(1024).TryGetEthereum(again));
        Assert.Equal(masked, again);
        Assert.Throws<FilecoinFormatException>(() => Address.FromEthereum(Convert.FromHexString("ff000000000000000000000080000000000000ff")));
        Assert.False(Address.FromActorData([1]).TryGetEthereum(again));
    }

    [Fact]
    public void Address_LongestDelegated_FitsTheTextLimit()
    {
        Address address = Address.Delegated(long.MaxValue, new byte[Address.MaxSubaddressLength]);

        Assert.Equal(Address.MaxTextLength, address.ToString().Length);
        Assert.Equal(address, Address.Parse(address.ToString()));
        Assert.Throws<ArgumentException>(() => Address.Delegated(1, new byte[Address.MaxSubaddressLength + 1]));
    }

    [Fact]
    public void Address_DamagedBytes_AreRefusedOrRoundTrip()
    {
        foreach (JsonElement row in VectorCases.Cases("address", "valid.json"))
        {
            Hostile.Mutate(row.Hex("bytesHex"), 500, 4, bytes => Assert.Equal(bytes, Address.Parse(Address.Decode(bytes).ToString()).Bytes.ToArray()));
            Hostile.Mutate(System.Text.Encoding.ASCII.GetBytes(row.Text("text")), 500, 5, bytes =>
            {
                string text = System.Text.Encoding.Latin1.GetString(bytes);
                Assert.Equal(text, Address.Parse(text).ToString(text[0] == 'f' ? Network.Mainnet : Network.Testnet));
            });
        }
    }
}
