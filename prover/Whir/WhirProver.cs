using FvmCompute.Kernels.Prover;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Transcripts;
using FvmCompute.Prover.Commitments;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Reduction;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Prover.Whir;

/// <summary>Folds the batched row down to a polynomial in clear (proof-system.md §12; ePrint 2024/1586).</summary>
internal sealed class WhirProver(Transcript transcript, Profile profile, IProverSession session)
{
    private readonly List<OracleLevel> _levels = [];
    private readonly Grinder _grinder = new(transcript, session);

    /// <summary>The oracles 0..M with their positions, when the proof is made.</summary>
    public IReadOnlyList<OracleLevel> Levels => _levels;

    /// <param name="trees">The oracles of level 0.</param>
    public WhirProof Prove(VirtualMatrix matrix, IReadOnlyList<IRowCommitment> trees, ReductionResult reduction)
    {
        ulong batchNonce = _grinder.Work("pow-batch"u8, profile.PowBatch);
        Ext2[] fold = new Ext2[CircuitLimits.LogHeight((ulong)reduction.RowValues.Length)];
        transcript.Challenges("mu"u8, fold);
        using IFoldedPolynomial polynomial = session.BatchRows(matrix.Rows, fold, reduction.Point);
        _levels.Add(new(0, trees, fold));
        WhirLevel[] levels = new WhirLevel[profile.Levels];
        for (int i = 0; i < levels.Length; i++) { levels[i] = ProveLevel(i + 1, polynomial); }
        Ext2[] final = polynomial.Coefficients();
        transcript.Absorb("final"u8, final);
        return new(batchNonce, levels, final, DrawPositions());
    }

    private WhirLevel ProveLevel(int level, IFoldedPolynomial polynomial)
    {
        int folds = profile.Folds[level - 1];
        IRowCommitment oracle = polynomial.Commit(folds, profile.RateLog(level));
        OracleLevel next = new(level, [oracle], new Ext2[folds]);
        transcript.Absorb("whir-root"u8, oracle.Root);
        Ext2[] zeta = new Ext2[polynomial.Variables];
        transcript.Challenges("ood"u8, zeta);
        Ext2 outOfDomain = polynomial.Evaluate(zeta);
        transcript.Absorb("ood-value"u8, [outOfDomain]);
        ulong nonce = DrawPositions();
        Ext2[] values = _levels[^1].FoldedValues();
        transcript.Absorb("query-values"u8, values);
        AddClaims(polynomial, zeta, transcript.Challenge("gamma"u8));
        ulong[] foldNonces = new ulong[folds];
        Ext2[] rounds = FoldRounds(level, polynomial, next.Fold, foldNonces);
        _levels.Add(next);
        return new(new Digest(oracle.Root), outOfDomain, nonce, values, rounds, foldNonces);
    }

    /// <summary>γ weighs the out-of-domain value, γ^(2+s) the value at the position number s.</summary>
    private void AddClaims(IFoldedPolynomial polynomial, Ext2[] zeta, Ext2 gamma)
    {
        polynomial.AddPoint(zeta, gamma);
        OracleLevel queried = _levels[^1];
        Ext2[] factors = new Ext2[queried.Positions.Length];
        Ext2 power = gamma;
        foreach (ref Ext2 factor in factors.AsSpan()) { factor = power *= gamma; }
        polynomial.AddPowers(queried.Positions, profile.LogDomain(queried.Level), factors);
    }

    private Ext2[] FoldRounds(int level, IFoldedPolynomial polynomial, Ext2[] fold, ulong[] nonces)
    {
        Ext2[] rounds = new Ext2[2 * fold.Length];
        for (int round = 0; round < fold.Length; round++)
        {
            RoundSums sums = round == 0 ? polynomial.Open() : polynomial.Bind(fold[^round]);
            (rounds[2 * round], rounds[(2 * round) + 1]) = (sums.AtZero, sums.Leading);
            transcript.Absorb("whir-round"u8, rounds.AsSpan(2 * round, 2));
            nonces[round] = _grinder.Work("pow-fold"u8, profile.PowFold[level - 1]);
            fold[^(round + 1)] = transcript.Challenge("alpha-fold"u8);
        }

        polynomial.Finish(fold[0]);
        return rounds;
    }

    /// <summary>Work, then positions in the last oracle.</summary>
    private ulong DrawPositions()
    {
        OracleLevel queried = _levels[^1];
        ulong nonce = _grinder.Work("pow-query"u8, profile.PowQuery[queried.Level]);
        queried.Open(transcript.Positions("query"u8, profile.LogDomain(queried.Level), profile.Queries[queried.Level]));
        return nonce;
    }
}
