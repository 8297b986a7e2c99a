using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Transcripts;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Sumchecks;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Reduction;

/// <summary>Many linear claims about many columns become the values of all matrix rows at one point (proof-system.md §11).</summary>
internal static class ReductionVerifier
{
    /// <param name="u">The point of the row values.</param>
    public static Rejection? Verify(
        Transcript transcript, Instance instance, CoreProof proof, Ext2[] zerocheckPoint, IReadOnlyList<PointClaim> productClaims, out Ext2[] u)
    {
        ClaimBatch batch = new(instance, proof, zerocheckPoint, productClaims, transcript.Challenge("reduction-lambda"u8));
        Ext2 claim = batch.Value();
        u = new Ext2[instance.Profile.LogRowLength];
        for (int variable = u.Length - 1; variable >= 0; variable--)
        {
            ReadOnlySpan<Ext2> sent = proof.ReductionRounds.AsSpan(2 * (u.Length - 1 - variable), 2);
            u[variable] = transcript.Round("reduction-round"u8, sent);
            claim = SumcheckRound.BindPlain(claim, sent[0], sent[1], u[variable]);
        }

        transcript.Absorb("row-values"u8, proof.RowValues);
        // §11: Σ weight(u)·q_row(u) = c.
        Ext2 expected = batch.Weigh(u);
        return claim == expected ? null : Rejection.Of(Reason.ReductionFinal, "reduction", 0, expected.ToString(), claim);
    }
}
