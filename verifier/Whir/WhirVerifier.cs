using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Multilinear;
using FvmCompute.Primitives.Transcripts;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Openings;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Sumchecks;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Whir;

/// <summary>
/// Checks everything of the opening protocol except the openings themselves (proof-system.md §12; ePrint 2024/1586): folds the batched row down to a
/// polynomial in clear and leaves one record per oracle.
/// </summary>
internal sealed class WhirVerifier
{
    private readonly Transcript _transcript;
    private readonly Profile _profile;
    private readonly WhirProof _proof;
    private readonly List<LevelRecord> _records = [];
    private readonly WeightList _weights;

    // The oracle that is queried next.
    private ImmutableArray<OracleTree> _trees;
    private Ext2[] _fold = [];
    private Ext2 _claim;

    /// <param name="trees">Of level 0, in the order of the virtual matrix.</param>
    /// <param name="u">The point of the row values.</param>
    public WhirVerifier(Transcript transcript, Profile profile, WhirProof proof, ImmutableArray<OracleTree> trees, Ext2[] u)
    {
        (_transcript, _profile, _proof, _trees) = (transcript, profile, proof, trees);
        _weights = new(u);
    }

    /// <summary>The records of oracles 0..M; complete when <see cref="Verify"/> refused nothing.</summary>
    public IReadOnlyList<LevelRecord> Records => _records;

    /// <param name="rowValues">The W row values at u.</param>
    public Rejection? Verify(ReadOnlySpan<Ext2> rowValues)
    {
        if (PowCheck.Run(_transcript, "pow-batch"u8, _profile.PowBatch, _proof.BatchNonce, "pow-batch", 0) is { } fault) { return fault; }
        BatchRows(rowValues);
        for (int level = 1; level <= _profile.Levels; level++)
        {
            if (VerifyLevel(level, _proof.Levels[level - 1]) is { } wrong) { return wrong; }
        }

        return VerifyFinal();
    }

    /// <summary>§12: g_1 = Σ μ_j·q_j with the weights of fold_0.</summary>
    private void BatchRows(ReadOnlySpan<Ext2> rowValues)
    {
        _fold = new Ext2[CircuitLimits.LogHeight((ulong)rowValues.Length)];
        _transcript.Challenges("mu"u8, _fold);
        Ext2[] weights = new Ext2[1 << _fold.Length];
        MultilinearKernels.EqTable(_fold, weights);
        for (int j = 0; j < rowValues.Length; j++) { _claim += weights[j] * rowValues[j]; }
    }

    /// <summary>§12, steps 1 to 5.</summary>
    private Rejection? VerifyLevel(int level, WhirLevel proof)
    {
        _transcript.Absorb("whir-root"u8, proof.Root.Bytes);
        Ext2[] zeta = new Ext2[_profile.VariablesAfter(level - 1)];
        _transcript.Challenges("ood"u8, zeta);
        _transcript.Absorb("ood-value"u8, [proof.OutOfDomainValue]);
        if (TryDrawPositions(level - 1, proof.QueryNonce, out uint[] positions) is { } fault) { return fault; }
        if (proof.QueryValues.Length != positions.Length)
        {
            return Rejection.Of(Reason.WhirQueryCount, "query values of level", level - 1, $"{positions.Length}", proof.QueryValues.Length);
        }

        _transcript.Absorb("query-values"u8, proof.QueryValues);
        Record(level - 1, positions, proof.QueryValues);
        AddClaims(level - 1, proof, zeta, positions);
        if (FoldRounds(level, proof) is { } wrong) { return wrong; }
        _weights.BindTop(_fold);
        _trees = [new(proof.Root, (ushort)(1 << _fold.Length))];
        return null;
    }

    /// <summary>§12, step 4: γ weighs the out-of-domain value, γ^(2+s) the value at the position number s.</summary>
    private void AddClaims(int queried, WhirLevel proof, Ext2[] zeta, uint[] positions)
    {
        Ext2 gamma = _transcript.Challenge("gamma"u8);
        _claim += gamma * proof.OutOfDomainValue;
        _weights.AddPoint(gamma, zeta);
        Ext2 power = gamma;
        for (int s = 0; s < positions.Length; s++)
        {
            power *= gamma;
            _claim += power * proof.QueryValues[s];
            _weights.AddPowers(power, EvaluationDomain.Point(positions[s], _profile.LogDomain(queried)));
        }
    }

    /// <summary>§12, step 5.</summary>
    private Rejection? FoldRounds(int level, WhirLevel proof)
    {
        Ext2[] fold = new Ext2[_profile.Folds[level - 1]];
        for (int round = 0; round < fold.Length; round++)
        {
            ReadOnlySpan<Ext2> sent = proof.Rounds.AsSpan(2 * round, 2);
            _transcript.Absorb("whir-round"u8, sent);
            int bits = _profile.PowFold[level - 1];
            if (PowCheck.Run(_transcript, "pow-fold"u8, bits, proof.FoldNonces[round], "pow-fold of level", level) is { } fault) { return fault; }
            Ext2 alpha = _transcript.Challenge("alpha-fold"u8);
            _claim = SumcheckRound.BindPlain(_claim, sent[0], sent[1], alpha);
            fold[^(round + 1)] = alpha;
        }

        _fold = fold;
        return null;
    }

    /// <summary>§12, the end: the polynomial in clear, the positions into level M, and ⟨g, w⟩ = c.</summary>
    private Rejection? VerifyFinal()
    {
        _transcript.Absorb("final"u8, _proof.Final);
        int last = _profile.Levels;
        if (TryDrawPositions(last, _proof.FinalNonce, out uint[] positions) is { } fault) { return fault; }
        Record(last, positions, [.. positions.Select(p => Ext2.Horner(_proof.Final, EvaluationDomain.Point(p, _profile.LogDomain(last))))]);
        Ext2 inner = _weights.Inner(_proof.Final);
        return inner == _claim ? null : Rejection.Of(Reason.WhirFinal, "final polynomial", 0, _claim.ToString(), inner);
    }

    /// <summary>§12, step 3: positions after their work (§5).</summary>
    private Rejection? TryDrawPositions(int level, ulong nonce, out uint[] positions)
    {
        positions = [];
        if (PowCheck.Run(_transcript, "pow-query"u8, _profile.PowQuery[level], nonce, "pow-query of level", level) is { } fault) { return fault; }
        positions = _transcript.Positions("query"u8, _profile.LogDomain(level), _profile.Queries[level]);
        return null;
    }

    private void Record(int level, uint[] positions, Ext2[] values) => _records.Add(new(
        (byte)level,
        (byte)_profile.LogDomain(level),
        level > 0,
        _trees,
        [.. _fold],
        ImmutableCollectionsMarshal.AsImmutableArray(positions),
        [.. values]));
}
