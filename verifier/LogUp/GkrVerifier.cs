using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Transcripts;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Sumchecks;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.LogUp;

/// <summary>A claim about the leaves of the lookup tree: their numerators and denominators, as multilinear polynomials, at a point.</summary>
internal readonly record struct LeafClaim(Ext2[] Point, Ext2 Numerator, Ext2 Denominator);

/// <summary>
/// The fractional sumcheck tree that shows Σ numerator/denominator = 0 over all interactions and rows (proof-system.md §9; ePrint 2022/1530, 2023/1284).
/// </summary>
internal static class GkrVerifier
{
    /// <summary>Walks from the root to a claim about the leaves. The root's numerator is 0 by definition, it is not in the proof.</summary>
    public static Rejection? Verify(Transcript transcript, GkrProof proof, out LeafClaim claim)
    {
        transcript.Absorb("gkr-root"u8, [proof.RootDenominator]);
        claim = new([], Ext2.Zero, proof.RootDenominator);
        // §9: a zero would hide a numerator that is not.
        if (proof.RootDenominator.IsZero) { return new(Reason.GkrRootZero, "gkr root", 0, "not zero", "zero"); }
        for (int k = 0; k < proof.Layers.Length; k++)
        {
            if (VerifyLayer(transcript, proof.Layers[k], k, ref claim) is { } fault) { return fault; }
        }

        return null;
    }

    private static Rejection? VerifyLayer(Transcript transcript, GkrLayer layer, int k, ref LeafClaim claim)
    {
        Ext2 lambda = transcript.Challenge("gkr-lambda"u8);
        Ext2 sum = claim.Numerator + (lambda * claim.Denominator);
        Ext2[] point = new Ext2[k + 1];
        for (int variable = k - 1; variable >= 0; variable--)
        {
            ReadOnlySpan<Ext2> sent = layer.Rounds.AsSpan(2 * (k - 1 - variable), 2);
            point[variable] = transcript.Round("gkr-round"u8, sent);
            sum = SumcheckRound.BindEq(sum, claim.Point[variable], sent, point[variable]);
        }

        (Ext2 p0, Ext2 p1, Ext2 q0, Ext2 q1) = (layer.Ends[0], layer.Ends[1], layer.Ends[2], layer.Ends[3]);
        // §9: the layer's end values give the claim of the sumcheck; μ joins both halves into the claim of the next layer.
        Ext2 expected = (p0 * q1) + (p1 * q0) + (lambda * (q0 * q1));
        if (sum != expected) { return Rejection.Of(Reason.GkrLayer, "gkr layer", k, expected.ToString(), sum); }
        Ext2 mu = transcript.Round("gkr-layer"u8, layer.Ends);
        point[k] = mu;
        claim = new(point, p0 + (mu * (p1 - p0)), q0 + (mu * (q1 - q0)));
        return null;
    }
}
