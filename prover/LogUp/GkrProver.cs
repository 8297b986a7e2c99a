using FvmCompute.Kernels.Prover;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Transcripts;
using FvmCompute.Prover.Sumchecks;
using FvmCompute.Verifier.LogUp;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Sumchecks;

namespace FvmCompute.Prover.LogUp;

/// <summary>Proves that the fractions of all interactions add up to 0 (proof-system.md §9): walks from the root to a claim about the leaves.</summary>
internal sealed class GkrProver(Transcript transcript, IFractionTree tree)
{
    /// <param name="claim">Numerators and denominators of the leaves at a point.</param>
    public GkrProof Prove(out LeafClaim claim)
    {
        (Ext2 numerator, Ext2 denominator) = tree.Root;
        transcript.Absorb("gkr-root"u8, [denominator]);
        claim = new([], numerator, denominator);
        GkrLayer[] layers = new GkrLayer[tree.Layers];
        for (int k = 0; k < layers.Length; k++) { layers[k] = ProveLayer(k, ref claim); }
        return new(denominator, layers);
    }

    private GkrLayer ProveLayer(int k, ref LeafClaim claim)
    {
        Ext2 lambda = transcript.Challenge("gkr-lambda"u8);
        Ext2[] point = new Ext2[k + 1], rounds = new Ext2[2 * k];
        Ext2[] ends = k == 0 ? tree.FirstLayer() : ProveRounds(lambda, claim, point.AsSpan(0, k), rounds);
        Ext2 mu = transcript.Round("gkr-layer"u8, ends);
        point[k] = mu;
        claim = new(point, ends[0] + (mu * (ends[1] - ends[0])), ends[2] + (mu * (ends[3] - ends[2])));
        return new(rounds, ends);
    }

    /// <summary>k rounds, then p_0, p_1, q_0, q_1.</summary>
    private Ext2[] ProveRounds(Ext2 lambda, LeafClaim claim, Span<Ext2> point, Span<Ext2> rounds)
    {
        int k = point.Length;
        Ext2 running = claim.Numerator + (lambda * claim.Denominator);
        RoundSums sums = tree.Open(k, lambda, claim.Point);
        for (int variable = k - 1; ; variable--)
        {
            Span<Ext2> sent = rounds.Slice(2 * (k - 1 - variable), 2);
            RoundPolynomials.EqQuadratic(running, claim.Point[variable], sums.AtZero, sums.Leading, sent);
            point[variable] = transcript.Round("gkr-round"u8, sent);
            if (variable == 0) { return tree.Finish(point[0]); }
            running = SumcheckRound.BindEq(running, claim.Point[variable], sent, point[variable]);
            sums = tree.Bind(point[variable]);
        }
    }
}
