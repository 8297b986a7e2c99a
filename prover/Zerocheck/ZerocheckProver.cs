using FvmCompute.Kernels.Prover;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Transcripts;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Sumchecks;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.LogUp;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Sumchecks;
using FvmCompute.Verifier.Zerocheck;

namespace FvmCompute.Prover.Zerocheck;

/// <summary>What the zerocheck sends, and the point of its openings.</summary>
internal readonly record struct ZerocheckResult(Ext2[] Rounds, Ext2[][] Openings, Ext2[] Point);

/// <summary>All constraints of all tables and the leaves of the lookup tree, in one sumcheck (proof-system.md §10.1–10.3).</summary>
internal sealed class ZerocheckProver : IDisposable
{
    private readonly Transcript _transcript;
    private readonly Instance _instance;
    private readonly BatchChallenges _challenges;
    private readonly IRowSumcheck[] _tables;

    /// <summary>What each table adds to rounds over variables that it does not have.</summary>
    private readonly Ext2[] _totals;

    public ZerocheckProver(Transcript transcript, Instance instance, BatchChallenges challenges, VirtualMatrix matrix, IProverSession session)
    {
        (_transcript, _instance, _challenges) = (transcript, instance, challenges);
        RowSumcheckPlan[] plans = RowSumcheckPlans.Make(instance, challenges, matrix);
        _tables = [.. plans.Select(plan => session.StartRows(plan, challenges.Xi.AsSpan(0, plan.LogHeight)))];
        _totals = [.. _tables.Select(table => table.Variables < instance.MaxLogHeight ? table.Total() : Ext2.Zero)];
    }

    /// <param name="leaves">The claim that the lookups left.</param>
    public ZerocheckResult Prove(LeafClaim leaves)
    {
        Ext2 mu = _challenges.Mu;
        Ext2 claim = (mu * leaves.Numerator) + (mu * mu * (leaves.Denominator - _challenges.Alpha));
        int degree = _instance.Shape.Degree;
        Ext2[] point = new Ext2[_instance.MaxLogHeight], rounds = new Ext2[point.Length * degree];
        for (int variable = point.Length - 1; variable >= 0; variable--)
        {
            Span<Ext2> sent = rounds.AsSpan(degree * (point.Length - 1 - variable), degree);
            ProveRound(variable, claim, sent);
            point[variable] = _transcript.Round("zerocheck-round"u8, sent);
            claim = SumcheckRound.BindEq(claim, _challenges.Xi[variable], sent, point[variable]);
            Bind(variable, point[variable]);
        }

        Ext2[][] openings = [.. _tables.Select(t => t.Openings())];
        _transcript.Absorb("openings"u8, [.. openings.SelectMany(values => values)]);
        return new(rounds, openings, point);
    }

    public void Dispose()
    {
        foreach (IRowSumcheck table in _tables) { table.Dispose(); }
    }

    private void ProveRound(int variable, Ext2 claim, Span<Ext2> sent)
    {
        Span<Ext2> values = stackalloc Ext2[CircuitLimits.Degree + 1];
        values = values[..(sent.Length + 1)];
        values.Clear();
        Ext2 shorter = Ext2.Zero;
        for (int t = 0; t < _tables.Length; t++)
        {
            if (_tables[t].Variables <= variable) { shorter += _totals[t]; }
            else { _tables[t].AddRound(values); }
        }

        foreach (ref Ext2 value in values) { value += shorter; }
        RoundPolynomials.Eq(claim, _challenges.Xi[variable], values, sent);
    }

    private void Bind(int variable, Ext2 challenge)
    {
        foreach (IRowSumcheck table in _tables)
        {
            if (table.Variables > variable) { table.Bind(challenge); }
        }
    }
}
