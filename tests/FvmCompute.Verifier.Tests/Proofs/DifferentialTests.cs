using System.Text.Json;
using FvmCompute.Tests;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Tests.Proofs;

/// <summary>This verifier beside the actors' and the reference: the same proofs accepted, and cores refused by the same check.</summary>
public class DifferentialTests
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("FVMCOMPUTE_LONG_TESTS") == "1";

    /// <summary>The long run takes other cases every time; the seed is in the failure's message.</summary>
    private static readonly int Seed = Long ? Environment.TickCount : 1;

    [Fact]
    public void Verify_HonestChangedAndRandomProofs_AgreesWithTheActorsVerifier()
    {
        using ForeignVerifier rust = ForeignVerifier.StartRust();
        int accepted = Compare(Long ? 200_000 : 4_000, (case_, ours) => AssertSame(case_, ours, rust.Verify(case_.Statement, case_.Proof)));
        Assert.True(accepted > 100);
    }

    [Fact]
    public void Verify_HonestChangedAndRandomProofs_AgreesWithTheReference()
    {
        using ForeignVerifier reference = ForeignVerifier.StartReference();
        Compare(Long ? 20_000 : 150, (case_, ours) =>
        {
            string theirs = reference.Verify(case_.Statement, case_.Proof);
            Assert.True(ours.IsAccepted == (theirs == "accept"), $"seed {Seed}, {case_.How}: {ours}, the reference: {theirs}");
        });
    }

    /// <summary>How many were accepted.</summary>
    private static int Compare(int cases, Action<MutatedCase, Verdict> check)
    {
        ProofMutator mutator = new(Honest(), new Random(Seed));
        int accepted = 0;
        for (int i = 0; i < cases; i++)
        {
            MutatedCase next = mutator.Next();
            Verdict verdict = ProofVerifier.Verify(next.Statement, next.Proof, ReferenceProof.Options);
            check(next, verdict);
            accepted += verdict.IsAccepted ? 1 : 0;
        }

        return accepted;
    }

    private static void AssertSame(MutatedCase next, Verdict ours, string theirs)
    {
        string[] words = theirs.Split(' ');
        string wanted = ours.Rejection is null ? "accept" : PlaceAndReason(ours.Rejection.Reason);
        string got = words[0] == "accept" ? "accept" : $"{words[1]} {words[2]}";
        bool sameReason = wanted.Length == 0 || got == wanted || (wanted[0] == ' ' && got.EndsWith(wanted, StringComparison.Ordinal));
        Assert.True(ours.IsAccepted == (got == "accept") && sameReason, $"seed {Seed}, {next.How}: {ours}, the actors' verifier: {theirs}");
    }

    /// <summary>
    /// What the other says of a core that fails this check. Empty where the order of checks differs: here all is decoded before anything is verified.
    /// </summary>
    private static string PlaceAndReason(Reason reason) => reason switch
    {
        Reason.Pow => " WorkMissing",
        Reason.GkrRootZero => "Gkr ZeroDenominator",
        Reason.GkrLayer => "Gkr FinalClaim",
        Reason.ZerocheckFinal => "Zerocheck FinalClaim",
        Reason.ProductFinal => "Product FinalClaim",
        Reason.ReductionFinal => "Reduction FinalClaim",
        Reason.WhirQueryCount => "Whir QueryCount",
        Reason.WhirFinal => "Whir FinalClaim",
        Reason.OpeningMerkle => "Part MerkleRoot",
        Reason.OpeningFold => "Part FoldedLeaves",
        Reason.OpeningsMissing => "Container OpeningsMissing",
        _ => "",
    };

    /// <summary>The committed proofs of test profiles: demo circuits, random ones and edge shapes.</summary>
    private static ReferenceProof[] Honest()
    {
        IEnumerable<string> files = Directory.EnumerateFiles(Vectors.PathOf("proof"), "e2e-*.json").Where(f => !f.Contains("chain")).Order();
        using JsonDocument shapes = Vectors.Json("proof", "shapes.json");
        IEnumerable<JsonElement> edges = shapes.RootElement.EnumerateArray().Where(s => s.GetProperty("expect").GetString() == "accept");
        return [.. files.Select(ReferenceProof.LoadFile), .. edges.Select(ReferenceProof.Read)];
    }
}
