using FvmCompute.Primitives.Interop;
using FvmCompute.Primitives.Secp256k1;

namespace FvmCompute.Primitives.Tests.Secp256k1;

public class BackendTests
{
    [NativeFact]
    public void SigningAndRecovery_RandomInputs_EqualLibsecp256k1()
    {
        ManagedSecp256k1 managed = new();
        LibSecp256k1 native = new();
        for (int i = 0; i < 400; i++)
        {
            byte[] secret = Samples.Noise(32, (2 * i) + 1000), digest = Samples.Noise(32, (2 * i) + 1001);
            byte[][] keys = [new byte[65], new byte[65], new byte[65], new byte[65]];
            byte[][] signatures = [new byte[65], new byte[65]];
            Assert.True(managed.TryPublicKey(secret, keys[0]) && native.TryPublicKey(secret, keys[1]));
            Assert.True(managed.TrySign(digest, secret, signatures[0]) && native.TrySign(digest, secret, signatures[1]));
            Assert.True(managed.TryRecover(digest, signatures[1], keys[2]) && native.TryRecover(digest, signatures[0], keys[3]));
            Assert.Equal(signatures[1], signatures[0]);
            Assert.All(keys, key => Assert.Equal(keys[1], key));
            Assert.True(managed.Verify(digest, signatures[1].AsSpan(0, 64), keys[1]));
            Assert.True(native.Verify(digest, signatures[0].AsSpan(0, 64), keys[0]));
        }
    }

    /// <summary>Arbitrary signatures, with edge values planted in r, s, the digest and the key.</summary>
    [NativeFact]
    public void JudgingUntrustedInput_EdgeAndRandomInputs_EqualsLibsecp256k1()
    {
        ManagedSecp256k1 managed = new();
        LibSecp256k1 native = new();
        Random random = new(77);
        for (int i = 0; i < 1500; i++)
        {
            byte[] signature = [.. Number(random), .. Number(random), (byte)random.Next(6)];
            byte[] digest = Number(random), one = new byte[65], two = new byte[65];
            bool recovered = native.TryRecover(digest, signature, two);
            Assert.Equal(recovered, managed.TryRecover(digest, signature, one));
            if (recovered) { Assert.Equal(two, one); }
            byte[] key = recovered ? two : [(byte)random.Next(9), .. Number(random), .. Number(random)];
            if (random.Next(2) == 0) { key = [(byte)(2 + (key[64] & 1)), .. key.AsSpan(1, 32)]; }
            Assert.Equal(native.Verify(digest, signature.AsSpan(0, 64), key), managed.Verify(digest, signature.AsSpan(0, 64), key));
        }
    }

    [Fact]
    public void Choose_UnknownBackend_IsRefusedNamingTheChoices()
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => Secp256k1Backends.Choose("openssl"));
        Assert.Contains("managed, native", refusal.Message);
        Assert.IsType<ManagedSecp256k1>(Secp256k1Backends.Choose(null));
    }

    private static byte[] Number(Random random)
    {
        string[] edges =
        [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0000000000000000000000000000000000000000000000000000000000000001",
            "000000000000000000000000000000014551231950b75fc4402da1722fc9baed",
            "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0",
            "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1",
            "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140",
            "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
            "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f",
            "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
        ];
        if (random.Next(3) == 0) { return Convert.FromHexString(edges[random.Next(edges.Length)]); }
        byte[] bytes = new byte[32];
        random.NextBytes(bytes);
        return bytes;
    }
}
