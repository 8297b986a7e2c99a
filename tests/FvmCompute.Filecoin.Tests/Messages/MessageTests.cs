using System.Numerics;
using System.Text.Json;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Filecoin.Signatures;

namespace FvmCompute.Filecoin.Tests.Messages;

public class MessageTests
{
    public static TheoryData<string, string> Invalid() => VectorCases.NamedHex("message", "invalid.json");

    [Theory]
    [InlineData("unsigned.json")]
    [InlineData("zondax-txs.json")]
    public void Message_Vector_EncodesAndDecodes(string file)
    {
        foreach (JsonElement row in VectorCases.Cases("message", file))
        {
            Message message = FromJson(row.GetProperty("message"));

            Assert.Equal(row.Text("cborHex"), Convert.ToHexStringLower(message.Encode()));
            Assert.Equal(message, Message.Decode(row.Hex("cborHex")));
            if (row.TryGetProperty("cid", out JsonElement cid)) { Assert.Equal(cid.GetString(), message.Cid.ToString()); }
        }
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Message_InvalidVector_IsRefused(string name, string hex)
    {
        Assert.False(Message.TryDecode(Convert.FromHexString(hex), out _, out FormatError error), name);
        Assert.NotEmpty(error.Code);
    }

    [Fact]
    public void SignedMessage_Vectors_EncodeVerifyAndName()
    {
        int signedBySecp = 0;
        foreach (JsonElement row in VectorCases.Cases("message", "signed.json"))
        {
            Message message = Message.Decode(row.Hex("cborHex"));
            SignedMessage signed = new(message, new Signature((SignatureType)row.GetProperty("signatureType").GetByte(), row.Hex("signatureHex")));

            Assert.Equal(row.Text("signedBytesHex"), Convert.ToHexStringLower(message.Cid.Bytes));
            if (row.TryGetProperty("signedMessageCborHex", out _))
            {
                Assert.Equal(row.Text("signedMessageCborHex"), Convert.ToHexStringLower(signed.Encode()));
                Assert.Equal(signed, SignedMessage.Decode(row.Hex("signedMessageCborHex")));
            }

            if (row.TryGetProperty("signedMessageCid", out JsonElement cid)) { Assert.Equal(cid.GetString(), signed.Cid.ToString()); }

            if (signed.Signature.Type == SignatureType.Bls)
            {
                Assert.Equal(message.Cid, signed.Cid);
                Assert.False(signed.TryVerify(out FormatError error));
                Assert.Equal("signature.type", error.Code);
                continue;
            }

            signedBySecp++;
            Assert.True(signed.TryVerify(out _));
            Assert.False((signed with { Message = message with { Nonce = message.Nonce + 1 } }).TryVerify(out FormatError refused));
            Assert.Equal("signature.invalid", refused.Code);
        }

        Assert.Equal(1, signedBySecp);
    }

    [Fact]
    public void SignedMessage_OwnSignature_Verifies()
    {
        byte[] secret = new byte[32];
        secret[31] = 7;
        Message message = new() { From = Secp256k1Signer.AddressOf(secret), To = Address.FromId(99), Value = TokenAmount.Parse("1.5 FIL"), GasLimit = -1 };
        SignedMessage signed = SignedMessage.Sign(message, secret);

        Assert.True(SignedMessage.Decode(signed.Encode()).TryVerify(out _));
        Assert.Throws<ArgumentException>(() => SignedMessage.Sign(message with { From = Address.FromId(99) }, secret));
        Assert.Throws<InvalidOperationException>(() => (message with { Value = -1 }).Encode());
    }

    [Fact]
    public void Message_DamagedBytes_AreRefusedOrReencode()
    {
        foreach (JsonElement row in VectorCases.Cases("message", "unsigned.json"))
        {
            Hostile.Mutate(row.Hex("cborHex"), 1000, 14, bytes => Assert.Equal(bytes, Message.Decode(bytes).Encode()));
        }

        byte[] signed = VectorCases.Cases("message", "signed.json").First().Hex("signedMessageCborHex");
        Hostile.Mutate(signed, 3000, 15, bytes => Assert.Equal(bytes, SignedMessage.Decode(bytes).Encode()));
    }

    private static Message FromJson(JsonElement row) => new()
    {
        To = Address.Parse(row.Text("To")),
        From = Address.Parse(row.Text("From")),
        Nonce = row.GetProperty("Nonce").GetUInt64(),
        Value = Amount(row, "Value"),
        GasLimit = row.GetProperty("GasLimit").GetInt64(),
        GasFeeCap = Amount(row, "GasFeeCap"),
        GasPremium = Amount(row, "GasPremium"),
        Method = row.GetProperty("Method").GetUInt64(),
        Params = Convert.FromBase64String(row.GetProperty("Params").GetString() ?? ""),
    };

    private static TokenAmount Amount(JsonElement row, string field) => new(BigInteger.Parse(row.Text(field)));
}
