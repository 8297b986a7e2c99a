using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Transcripts;
using FvmCompute.Verifier.LogUp;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Sumchecks;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Zerocheck;

/// <summary>All constraints of all tables and the leaves of the lookup tree, in one sumcheck (proof-system.md §10.1–10.3).</summary>
internal static class ZerocheckVerifier
{
    /// <param name="point">r: where the opened columns are claimed; a table of h variables uses the first h coordinates.</param>
    public static Rejection? Verify(
        Transcript transcript, Instance instance, CoreProof proof, LeafClaim leaves, BatchChallenges challenges, out Ext2[] point)
    {
        // §10.2: initial claim and rounds, top variable first.
        Ext2 mu = challenges.Mu;
        Ext2 claim = (mu * leaves.Numerator) + (mu * mu * (leaves.Denominator - challenges.Alpha));
        int degree = instance.Shape.Degree;
        point = new Ext2[instance.MaxLogHeight];
        for (int variable = point.Length - 1; variable >= 0; variable--)
        {
            ReadOnlySpan<Ext2> sent = proof.ZerocheckRounds.AsSpan(degree * (point.Length - 1 - variable), degree);
            point[variable] = transcript.Round("zerocheck-round"u8, sent);
            claim = SumcheckRound.BindEq(claim, challenges.Xi[variable], sent, point[variable]);
        }

        // §10.3, also when nothing is opened.
        transcript.Absorb("openings"u8, [.. proof.Openings.SelectMany(values => values)]);
        Ext2 expected = Evaluate(instance, proof, challenges, point);
        return claim == expected ? null : Rejection.Of(Reason.ZerocheckFinal, "zerocheck", 0, expected.ToString(), claim);
    }

    private static Ext2 Evaluate(Instance instance, CoreProof proof, BatchChallenges challenges, Ext2[] point)
    {
        TableEvaluator evaluator = new(instance, challenges);
        Ext2 sum = Ext2.Zero;
        for (int t = 0; t < proof.Openings.Length; t++)
        {
            RowSelectors selectors = new(instance.Statement.RowCounts[t], point.AsSpan(0, instance.LogHeights[t]));
            sum += evaluator.Evaluate(t, proof.Openings[t], selectors);
        }

        return sum;
    }
}
