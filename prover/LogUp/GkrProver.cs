using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Transcripts;
using FvmCompute.Prover.Lanes;
using FvmCompute.Prover.Sumchecks;
using FvmCompute.Verifier.LogUp;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Sumchecks;

namespace FvmCompute.Prover.LogUp;

/// <summary>Proves that the fractions of all interactions add up to 0 (proof-system.md §9): walks from the root to a claim about the leaves.</summary>
internal sealed class GkrProver(Transcript transcript, FractionTree tree, Workers workers)
{
    private readonly WorkerSums _sums = new(workers.Count, 2);

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
        (Ext2[] p, Ext2[] q) = tree.Take(k + 1);
        Ext2[] point = new Ext2[k + 1];
        Ext2[] rounds = ProveRounds(p, q, lambda, claim, point.AsSpan(0, k));
        int half = 1 << k;
        Ext2 q1 = q[half];
        Ext2[] ends = [p[0], k == 0 ? p[half] : p[half] - (lambda * q1), q[0], q1];
        Ext2 mu = transcript.Round("gkr-layer"u8, ends);
        point[k] = mu;
        claim = new(point, ends[0] + (mu * (ends[1] - ends[0])), ends[2] + (mu * (ends[3] - ends[2])));
        return new(rounds, ends);
    }

    /// <summary>k rounds; afterwards the four values stand at the starts of the halves of p and q, with λ·q_1 added to p_1 if there was any round.</summary>
    private Ext2[] ProveRounds(Ext2[] p, Ext2[] q, Ext2 lambda, LeafClaim claim, Span<Ext2> point)
    {
        int k = point.Length;
        if (k == 0) { return []; }
        Ext2[] rounds = new Ext2[2 * k];
        Ext2 running = claim.Numerator + (lambda * claim.Denominator);
        EqWeights eq = new(claim.Point.AsSpan(0, k - 1), FractionTree.LogBlock);
        for (int variable = k - 1; variable >= 0; variable--)
        {
            if (variable == k - 1) { Open(p, q, eq, lambda); }
            else { Bind(p, q, eq, k, variable, point[variable + 1]); }
            Span<Ext2> sent = rounds.AsSpan(2 * (k - 1 - variable), 2);
            RoundPolynomials.EqQuadratic(running, claim.Point[variable], _sums.Take(0), _sums.Take(1), sent);
            point[variable] = transcript.Round("gkr-round"u8, sent);
            running = SumcheckRound.BindEq(running, claim.Point[variable], sent, point[variable]);
            if (variable > 0) { eq.DropTop(); }
        }

        BindLast(p, 1 << k, point[0]);
        BindLast(q, 1 << k, point[0]);
        return rounds;
    }

    private void Open(Ext2[] p, Ext2[] q, EqWeights eq, Ext2 lambda)
    {
        int second = p.Length / 2, length = eq.Low.Length;
        workers.For(eq.Blocks, (worker, block) =>
        {
            int first = block * length;
            LayerOpeningPass pass = new()
            {
                P = ref Lane.Words(p.AsSpan(first)),
                Q = ref Lane.Words(q.AsSpan(first)),
                Eq = ref Lane.Words(eq.Low),
                Second = (nuint)second,
                Step = (nuint)second / 2,
                Lambda = lambda,
            };
            LanePass.Run(workers.Level, ref pass, length);
            _sums.Add(worker, 0, eq.High(block) * pass.AtZero);
            _sums.Add(worker, 1, eq.High(block) * pass.Leading);
        });
    }

    private void Bind(Ext2[] p, Ext2[] q, EqWeights eq, int k, int variable, Ext2 challenge)
    {
        int length = eq.Low.Length;
        workers.For(eq.Blocks, (worker, block) =>
        {
            int first = block * length;
            LayerRoundPass pass = new()
            {
                P = ref Lane.Words(p.AsSpan(first)),
                Q = ref Lane.Words(q.AsSpan(first)),
                Eq = ref Lane.Words(eq.Low),
                Second = (nuint)1 << k,
                Step = (nuint)1 << variable,
                Challenge = challenge,
            };
            LanePass.Run(workers.Level, ref pass, length);
            _sums.Add(worker, 0, eq.High(block) * pass.AtZero);
            _sums.Add(worker, 1, eq.High(block) * pass.Leading);
        });
    }

    private static void BindLast(Ext2[] v, int second, Ext2 challenge)
    {
        v[0] += challenge * (v[1] - v[0]);
        v[second] += challenge * (v[second + 1] - v[second]);
    }
}
