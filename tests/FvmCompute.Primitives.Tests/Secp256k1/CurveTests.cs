using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Tests;
using Curve = FvmCompute.Primitives.Secp256k1.Secp256k1;

namespace FvmCompute.Primitives.Tests.Secp256k1;

public class CurveTests
{
    /// <summary>Published answers of RFC 6979 for this curve with SHA-256 and low s (key, text, r ‖ s).</summary>
    [Theory]
    [InlineData(
        "0000000000000000000000000000000000000000000000000000000000000001",
        "Satoshi Nakamoto",
        "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d82442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5")]
    [InlineData(
        "0000000000000000000000000000000000000000000000000000000000000001",
        "All those moments will be lost in time, like tears in rain. Time to die...",
        "8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21")]
    [InlineData(
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140",
        "Satoshi Nakamoto",
        "fd567d121db66e382991534ada77a6bd3106f0a1098c231e47993447cd6af2d06b39cd0eb1bc8603e159ef5c20a5c8ad685a45b06ce9bebed3f153d10d93bed5")]
    [InlineData(
        "f8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181",
        "Alan Turing",
        "7063ae83e7f62bbb171798131b4a0564b956930092b33b07b395615d9ec7e15c58dfcc1e00a35e1572f366ffe34ba0fc47db1e7189759b9fb233c5b05ab388ea")]
    public void Sign_PublishedRfc6979Answers_AreGiven(string secret, string text, string expected)
    {
        byte[] signature = new byte[65];
        Curve.Sign(SHA256.HashData(Encoding.ASCII.GetBytes(text)), Convert.FromHexString(secret), signature);
        Assert.Equal(expected, Convert.ToHexStringLower(signature.AsSpan(0, 64)));
    }

    [Fact]
    public void AllOperations_NobleVectors_GiveTheirBytes()
    {
        using JsonDocument vectors = Vectors.Json("filecoin", "secp256k1", "signatures.json");
        foreach (JsonElement v in vectors.RootElement.GetProperty("cases").EnumerateArray())
        {
            byte[] secret = Hex(v, "privateKey"), digest = Hex(v, "digestBlake2b256"), expected = Hex(v, "signatureRSV");
            byte[] uncompressed = Hex(v, "publicKeyUncompressed");
            byte[] key = new byte[65], signature = new byte[65];
            Curve.PublicKey(secret, key);
            Assert.Equal(uncompressed, key);
            Assert.Equal(digest, Blake2b.Hash256(Hex(v, "messageHex")));
            Curve.Sign(digest, secret, signature);
            Assert.Equal(expected, signature);
            Assert.True(Curve.TryRecover(digest, expected, key));
            Assert.Equal(uncompressed, key);
            Assert.True(Curve.Verify(digest, expected, uncompressed));
            Assert.True(Curve.Verify(digest, expected.AsSpan(0, 64), Hex(v, "publicKeyCompressed")));
        }
    }

    [Fact]
    public void TryRecover_FilecoinSignedMessage_GivesTheSendersKey()
    {
        using JsonDocument vectors = Vectors.Json("filecoin", "message", "signed.json");
        int seen = 0;
        foreach (JsonElement v in vectors.RootElement.GetProperty("cases").EnumerateArray())
        {
            if (v.GetProperty("kind").GetString() != "secp256k1") { continue; }
            byte[] key = new byte[65];
            Assert.True(Curve.TryRecover(Hex(v, "digestHex"), Hex(v, "signatureHex"), key));
            Assert.Equal(Hex(v, "recoveredPublicKeyHex"), key);
            seen++;
        }

        Assert.True(seen > 0);
    }

    [Fact]
    public void Recover_InvalidVectors_NeverGiveTheSignersKeyExceptHighS()
    {
        using JsonDocument valid = Vectors.Json("filecoin", "secp256k1", "signatures.json");
        byte[] signer = Hex(valid.RootElement.GetProperty("cases")[0], "publicKeyUncompressed");
        using JsonDocument vectors = Vectors.Json("filecoin", "secp256k1", "invalid.json");
        byte[] digest = Hex(vectors.RootElement, "digest");
        foreach (JsonElement v in vectors.RootElement.GetProperty("cases").EnumerateArray())
        {
            byte[] signature = Hex(v, "signature"), key = new byte[65];
            string name = v.GetProperty("name").GetString()!;
            bool recovered = Curve.TryRecover(digest, signature, key) && key.AsSpan().SequenceEqual(signer);
            Assert.True(recovered == (name == "high-s"), name);
            Assert.False(Curve.Verify(digest, signature, signer), name);
            if (signature.Length == 65) { Assert.Equal(name is "v-27" or "other-message" or "r-zero" or "r-equals-n" or "r-above-n", Curve.IsLowS(signature)); }
        }
    }

    /// <summary>x of the nonce point at least n: r + n must be below p, and v says so.</summary>
    [Theory]
    [InlineData("000000000000000000000000000000014551231950b75fc4402da1722fc9baed", true)]
    [InlineData("000000000000000000000000000000014551231950b75fc4402da1722fc9baee", false)]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140", false)]
    public void TryRecover_OverflowedX_IsAcceptedOnlyBelowP(string r, bool possible)
    {
        byte[] signature = Convert.FromHexString(r + "0000000000000000000000000000000000000000000000000000000000000001" + "02");
        byte[] digest = Samples.Noise(32), key = new byte[65];

        // Not every x has a point: step down from the bound until one does.
        bool found = Curve.TryRecover(digest, signature, key);
        for (int step = 0; possible && !found && step < 20; step++)
        {
            signature[31]--;
            found = Curve.TryRecover(digest, signature, key);
        }

        Assert.Equal(possible, found);
        if (found) { Assert.True(Curve.Verify(digest, signature, key)); }
        if (found) { Assert.True(Curve.Verify(digest, signature.AsSpan(0, 64), key)); }
    }

    [Fact]
    public void TryRecover_RandomBytes_NeverThrows()
    {
        Random random = new(9);
        byte[] digest = new byte[32], signature = new byte[65], key = new byte[65];
        int recovered = 0;
        for (int i = 0; i < 300; i++)
        {
            random.NextBytes(digest);
            random.NextBytes(signature);
            signature[64] = (byte)random.Next(6);
            if (!Curve.TryRecover(digest, signature, key)) { continue; }
            recovered++;
            signature[64] ^= 1;
            byte[] other = new byte[65];
            Assert.True(Curve.TryRecover(digest, signature, other));
            Assert.NotEqual(key, other);
        }

        Assert.InRange(recovered, 25, 75); // one in six: v below 2, and a point with that x
    }

    [Fact]
    public void Verify_AnyFlippedBit_IsRefused()
    {
        byte[] secret = Samples.Noise(32), digest = Samples.Noise(32, 2), key = new byte[65], signature = new byte[65];
        Curve.PublicKey(secret, key);
        Curve.Sign(digest, secret, signature);
        Assert.True(Curve.Verify(digest, signature, key));
        for (int bit = 0; bit < 8 * 65; bit++)
        {
            byte[] changed = (byte[])signature.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Curve.Verify(digest, changed, key));
            if (bit < 512) { Assert.False(Curve.Verify(digest, changed.AsSpan(0, 64), key)); }
            byte[] otherKey = (byte[])key.Clone();
            otherKey[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Curve.Verify(digest, signature.AsSpan(0, 64), otherKey));
        }
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void SecretOperations_SecretOutsideTheGroup_AreRefused(string secret)
    {
        Assert.Throws<ArgumentException>(() => Curve.PublicKey(Convert.FromHexString(secret), new byte[65]));
        Assert.Throws<ArgumentException>(() => Curve.Sign(new byte[32], Convert.FromHexString(secret), new byte[65]));
    }

    private static byte[] Hex(JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);
}
