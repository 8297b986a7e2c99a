using System.Text.Json;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Signatures;

namespace FvmCompute.Filecoin.Tests.Signatures;

public class SignatureTests
{
    public static TheoryData<string, string> InvalidFraming() => VectorCases.NamedHex("message", "signature-framing.json", "invalid");

    [Fact]
    public void Signature_ValidFraming_RoundTrips()
    {
        foreach (JsonElement row in VectorCases.Cases("message", "signature-framing.json", "valid"))
        {
            byte[] envelope = new byte[row.GetProperty("length").GetInt32()];
            envelope[0] = row.GetProperty("type").GetByte();

            Assert.Equal(envelope, Signature.Decode(envelope).Envelope.ToArray());
            Assert.Equal(envelope[0], (byte)Signature.Decode(envelope).Type);
        }
    }

    [Theory]
    [MemberData(nameof(InvalidFraming))]
    public void Signature_InvalidFraming_IsRefused(string name, string hex)
    {
        Assert.False(Signature.TryDecode(Convert.FromHexString(hex), out _, out FormatError error), name);
        Assert.StartsWith("signature.", error.Code);
    }

    [Fact]
    public void Secp256k1_Vectors_SignVerifyAndNameTheirAddress()
    {
        foreach (JsonElement row in VectorCases.Cases("secp256k1", "signatures.json"))
        {
            Address address = Address.Parse(row.Text("address"));
            Signature signature = new(SignatureType.Secp256k1, row.Hex("signatureRSV"));

            Assert.Equal(address, Address.FromSecp256k1Key(row.Hex("publicKeyUncompressed")));
            Assert.Equal(address, Secp256k1Signer.AddressOf(row.Hex("privateKey")));
            Assert.Equal(signature, Secp256k1Signer.Sign(row.Hex("messageHex"), row.Hex("privateKey")));
            Assert.True(Secp256k1Signer.TryVerifyCanonical(signature, address, row.Hex("messageHex"), out _));
            Assert.False(Secp256k1Signer.TryVerify(signature, Address.FromId(1), row.Hex("messageHex"), out FormatError error));
            Assert.Equal("signature.signer", error.Code);
        }
    }

    /// <summary>The bad signatures belong to the message of the first good one; chain clients take the high s, we only where it is chain data.</summary>
    [Fact]
    public void Secp256k1_InvalidVectors_AreRefused()
    {
        JsonElement file = VectorCases.Load("secp256k1", "invalid.json");
        JsonElement good = VectorCases.Cases("secp256k1", "signatures.json").First();
        Address address = Address.Parse(file.Text("address"));
        Assert.Equal(good.Text("digestBlake2b256"), file.Text("digest"));
        foreach (JsonElement row in file.GetProperty("cases").EnumerateArray())
        {
            bool framed = Signature.TryDecode([1, .. row.Hex("signature")], out Signature? signature, out _);

            Assert.Equal(row.Text("name") != "66-bytes", framed);
            Assert.False(framed && Secp256k1Signer.TryVerifyCanonical(signature!, address, good.Hex("messageHex"), out _), row.Text("name"));
            Assert.Equal(row.Text("name") == "high-s", framed && Secp256k1Signer.TryVerify(signature!, address, good.Hex("messageHex"), out _));
        }
    }

    [Fact]
    public void Secp256k1_ZondaxVectors_Agree()
    {
        JsonElement file = VectorCases.Load("secp256k1", "zondax-utils.json");
        JsonElement signed = file.GetProperty("signature_test");
        byte[] cid = Filecoin.Cids.Cid.DagCbor(signed.Hex("message")).ToBytes();
        Address address = Secp256k1Signer.AddressOf(signed.Hex("private"));

        Assert.Equal(file.GetProperty("cid_bytes").Text("cid"), Convert.ToHexStringLower(Filecoin.Cids.Cid.DagCbor(file.GetProperty("cid_bytes").Hex("cbor_message")).Bytes));
        Assert.Equal(
            Address.FromSecp256k1Key(file.GetProperty("public_from_private").Hex("public")),
            Secp256k1Signer.AddressOf(file.GetProperty("public_from_private").Hex("private")));
        Assert.True(Secp256k1Signer.TryVerify(new(SignatureType.Secp256k1, signed.Hex("signature")), address, cid, out _));
        foreach (JsonElement row in file.GetProperty("msg_digest").EnumerateArray())
        {
            byte[] digest = Primitives.Hashing.Blake2b.Hash256(Filecoin.Cids.Cid.DagCbor(row.Hex("cbor_message")).Bytes);
            Assert.Equal(row.Text("digest"), Convert.ToHexStringLower(digest));
        }
    }
}
