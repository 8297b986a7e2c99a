using FvmCompute.Verifier.Proofs;

namespace FvmCompute.Verifier.Tests.Proofs;

/// <summary>Changed bytes of accepted proofs. A sample by default; FVMCOMPUTE_LONG_TESTS=1 makes it every byte, eight ways, above 100 000 mutations.</summary>
public class ByteMutationTests
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("FVMCOMPUTE_LONG_TESTS") == "1";

    public static TheoryData<string> Names() => [.. ReferenceProof.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_BytesOfTheProofChanged_AreRefused(string name)
    {
        ReferenceProof proof = ReferenceProof.Load(name);
        byte[] bytes = [.. proof.Bytes];
        Random random = new(name.Length);
        int step = Long ? 1 : 5;
        for (int i = Long ? 0 : random.Next(step); i < bytes.Length; i += step)
        {
            for (int bit = 0; bit < 8; bit += Long ? 1 : 8)
            {
                byte change = (byte)(Long ? 1 << bit : 1 << random.Next(8));
                bytes[i] ^= change;
                Assert.False(proof.Verify(bytes).IsAccepted, $"byte {i} ^ {change:x2} was accepted");
                bytes[i] ^= change;
            }
        }

        Assert.True(proof.Verify(bytes).IsAccepted);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_BytesOfThePartsReplaced_AreRefused(string name)
    {
        ReferenceProof proof = ReferenceProof.Load(name);
        Random random = new(name.Length);
        for (int p = 0; p < proof.Parts.Length; p++)
        {
            for (int i = 0; i < proof.Parts[p].Length; i += Long ? 1 : 7)
            {
                byte[][] parts = [.. proof.Parts];
                parts[p] = [.. parts[p]];
                parts[p][i] = (byte)(parts[p][i] + random.Next(1, 256));
                Assert.False(proof.Verify(ProofEncoding.Encode(proof.Core, parts)).IsAccepted, $"part {p}, byte {i}");
            }
        }
    }

    /// <summary>Two accepted proofs of one circuit mixed: a core with the other's parts.</summary>
    [Fact]
    public void Verify_PartsOfAnotherProof_AreRefused()
    {
        ReferenceProof a = ReferenceProof.Load("group-by");
        ReferenceProof b = ReferenceProof.Load("group-max");
        Assert.False(a.Verify(ProofEncoding.Encode(a.Core, b.Parts)).IsAccepted);
        Assert.False(a.Verify(ProofEncoding.Encode(b.Core, a.Parts)).IsAccepted);
        Assert.False(a.Verify(b.Bytes).IsAccepted);
    }
}
