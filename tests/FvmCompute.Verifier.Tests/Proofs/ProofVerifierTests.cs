using FvmCompute.Primitives.Fields;
using FvmCompute.Tests;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.VectorChecks;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Tests.Proofs;

public class ProofVerifierTests
{
    public static TheoryData<string> Names() => [.. ReferenceProof.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_TestProfileWithoutOptIn_IsRefused(string name)
    {
        ReferenceProof proof = ReferenceProof.Load(name);
        Assert.True(proof.Verify(proof.Bytes).IsAccepted);
        Assert.Equal("reject:profile", ProofVerifier.Verify(proof.StatementBytes, proof.Bytes, VerifierOptions.Secure).Code);
    }

    /// <summary>The only proof of a secure profile among the vectors: accepted by verifiers as they are deployed.</summary>
    [Fact]
    public void Verify_SecureProfile_IsAcceptedWithoutOptIn()
    {
        ReferenceProof proof = ReferenceProof.Load("chain-4-m12");
        Assert.Equal(Verdict.Accepted, ProofVerifier.Verify(proof.StatementBytes, proof.Bytes, VerifierOptions.Secure));
        Assert.True(proof.Instance.IsAdmissibleOnChain);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_EveryTruncation_FailsToDecode(string name)
    {
        ReferenceProof proof = ReferenceProof.Load(name);
        for (int length = 0; length < proof.Bytes.Length; length++) { Assert.Equal("reject:decode", proof.Verify(proof.Bytes.AsSpan(0, length)).Code); }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_TrailingBytes_FailToDecode(string name)
    {
        ReferenceProof proof = ReferenceProof.Load(name);
        Assert.Equal("reject:decode", proof.Verify([.. proof.Bytes, 0]).Code);
        Assert.Equal("reject:decode", proof.Verify(ProofEncoding.Encode([.. proof.Core, 0], proof.Parts)).Code);
        Assert.Equal("reject:decode", proof.Verify(ProofEncoding.Encode(proof.Core, [[.. proof.Parts[0], 0], .. proof.Parts[1..]])).Code);
        Assert.Equal("reject:decode", proof.Verify(ProofEncoding.Encode(proof.Core, [proof.Parts[0], .. proof.Parts[1..^1], [.. proof.Parts[^1], 0]])).Code);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_DecodedCore_GivesTheSameBytes(string name)
    {
        ReferenceProof proof = ReferenceProof.Load(name);
        Assert.Equal(proof.Core, CoreEncoding.Encode(proof.Instance, proof.DecodeCore()));
        Assert.Equal(proof.Bytes, ProofEncoding.Encode(proof.Core, proof.Parts));
    }

    /// <summary>Every element of a core, once as p and once as 2^64 − 1: there is one encoding per element.</summary>
    [Theory]
    [InlineData("sorted-sum", 38 + 8)]
    [InlineData("join", 38)]
    public void Verify_NotCanonicalElementAnywhereBeforeTheLevels_FailsToDecode(string name, int firstElement)
    {
        ReferenceProof proof = ReferenceProof.Load(name);
        int elements = (proof.Instance.LogInteractions * (proof.Instance.LogInteractions - 1)) + (4 * proof.Instance.LogInteractions) + 1;
        for (int at = firstElement; at < firstElement + (Ext2.Bytes * elements); at += Goldilocks.Bytes)
        {
            foreach (ulong value in new[] { Goldilocks.Modulus, ulong.MaxValue })
            {
                byte[] core = [.. proof.Core];
                BitConverter.TryWriteBytes(core.AsSpan(at), value);
                Verdict verdict = proof.Verify(ProofEncoding.Encode(core, proof.Parts));
                Assert.Equal(("reject:decode", (long)at, $"{value}"), (verdict.Code, verdict.Rejection!.Index, verdict.Rejection.Got));
            }
        }
    }

    /// <summary>A leaf is refused for its encoding before it is hashed.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_NotCanonicalElementInALeaf_FailsToDecode(string name)
    {
        ReferenceProof proof = ReferenceProof.Load(name);
        for (int p = 0; p < proof.Parts.Length; p++)
        {
            byte[][] parts = [.. proof.Parts];
            parts[p] = [.. parts[p]];
            BitConverter.TryWriteBytes(parts[p].AsSpan(5), Goldilocks.Modulus);
            Verdict verdict = proof.Verify(ProofEncoding.Encode(proof.Core, parts));
            Assert.Equal(("reject:decode", "leaves", 5L), (verdict.Code, verdict.Rejection!.Where, verdict.Rejection.Index));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_PartsRearranged_AreRefused(string name)
    {
        ReferenceProof proof = ReferenceProof.Load(name);
        (byte[] core, byte[][] parts) = (proof.Core, proof.Parts);
        Assert.Equal("reject:openings-missing", proof.Verify(ProofEncoding.Encode(core, [])).Code);
        Assert.Equal("reject:openings-missing", proof.Verify(ProofEncoding.Encode(core, parts[..^1])).Code);
        Assert.Equal("reject:part-order", proof.Verify(ProofEncoding.Encode(core, [parts[0], .. parts])).Code);
        Assert.Equal("reject:part-order", proof.Verify(ProofEncoding.Encode(core, [.. parts, parts[^1]])).Code);
        Assert.Equal("reject:part-order", proof.Verify(ProofEncoding.Encode(core, [parts[1], parts[0], .. parts[2..]])).Code);
        foreach (int offset in new[] { 0, 1, 3 })
        {
            Assert.False(proof.Verify(ProofEncoding.Encode(core, [.. parts[..^1], Shifted(parts[^1], offset)])).IsAccepted);
        }
    }

    /// <summary>Our reasons against the reference's. Only the refusal is normative, but the order of checks is nearly the same.</summary>
    [Fact]
    public void Verify_TamperedEntriesOfTheVectors_GiveTheReasonsOfTheReference()
    {
        HashSet<string> seen = [];
        foreach (string path in Directory.EnumerateFiles(Vectors.PathOf("proof"), "e2e-*.json"))
        {
            foreach (VectorEntry entry in VectorCheck.Run(File.ReadAllBytes(path)).Entries)
            {
                if (!entry.Expected.StartsWith("reject:", StringComparison.Ordinal)) { continue; }
                string reason = entry.Got.Split(' ')[1].TrimEnd(':');
                // Everything is decoded before anything is verified; the reference looks at parts when it reaches them.
                Assert.True(entry.Expected == $"reject:{reason}" || reason is "decode" or "part-range", $"{path}: {entry.Name}: {entry.Expected}, {entry.Got}");
                seen.Add(reason);
            }
        }

        string[] covered =
        [
            "statement", "decode", "pow", "gkr-root-zero", "gkr-layer", "zerocheck-final", "product-final", "reduction-final", "whir-final",
            "part-order", "opening-merkle", "opening-fold", "openings-missing",
        ];
        Assert.Empty(covered.Except(seen));
    }

    [Fact]
    public void Verify_RandomBytes_AlwaysGiveARefusal()
    {
        ReferenceProof proof = ReferenceProof.Load("sorted-sum");
        Random random = new(12);
        for (int i = 0; i < 2000; i++)
        {
            byte[] noise = new byte[random.Next(600)];
            random.NextBytes(noise);
            Assert.Equal("reject:statement", ProofVerifier.Verify(noise, proof.Bytes, ReferenceProof.Options).Code);
            Assert.Equal("reject:decode", proof.Verify(noise).Code);
            Assert.False(ProofVerifier.VerifyCore(proof.StatementBytes, noise, ReferenceProof.Options, out _).IsAccepted);
        }
    }

    /// <summary>The part with one less in its header: level (offset 0), first position (1) or count (3).</summary>
    private static byte[] Shifted(byte[] part, int offset)
    {
        byte[] shifted = [.. part];
        shifted[offset]--;
        return shifted;
    }
}
