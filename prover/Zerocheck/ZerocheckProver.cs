using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Transcripts;
using FvmCompute.Prover.Lanes;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Programs;
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
internal sealed class ZerocheckProver(Transcript transcript, Instance instance, BatchChallenges challenges, VirtualMatrix matrix, Workers workers)
{
    private readonly TableRounds[] _tables = new TableRounds[instance.Circuit.Tables.Length];
    private readonly EqWeights[] _eq = new EqWeights[instance.Circuit.Tables.Length];

    /// <summary>What each table adds to rounds over variables that it does not have.</summary>
    private readonly Ext2[] _totals = new Ext2[instance.Circuit.Tables.Length];

    /// <param name="leaves">The claim that the lookups left.</param>
    public ZerocheckResult Prove(LeafClaim leaves)
    {
        MakeTables();
        Ext2 mu = challenges.Mu;
        Ext2 claim = (mu * leaves.Numerator) + (mu * mu * (leaves.Denominator - challenges.Alpha));
        int degree = instance.Shape.Degree;
        Ext2[] point = new Ext2[instance.MaxLogHeight], rounds = new Ext2[point.Length * degree];
        for (int variable = point.Length - 1; variable >= 0; variable--)
        {
            Span<Ext2> sent = rounds.AsSpan(degree * (point.Length - 1 - variable), degree);
            ProveRound(variable, claim, sent);
            point[variable] = transcript.Round("zerocheck-round"u8, sent);
            claim = SumcheckRound.BindEq(claim, challenges.Xi[variable], sent, point[variable]);
            Bind(variable, point[variable]);
        }

        Ext2[][] openings = [.. _tables.Select(t => t.Openings())];
        transcript.Absorb("openings"u8, [.. openings.SelectMany(values => values)]);
        return new(rounds, openings, point);
    }

    private void MakeTables()
    {
        Ext2 power = Ext2.One;
        for (int t = 0; t < _tables.Length; t++)
        {
            _tables[t] = MakeTable(t, power);
            int height = instance.LogHeights[t];
            _eq[t] = new(challenges.Xi.AsSpan(0, height), _tables[t].LogBlock);
            if (height < instance.MaxLogHeight) { _totals[t] = _tables[t].Total(_eq[t]); }
            for (int i = 0; i < instance.Circuit.Tables[t].Constraints.Length; i++) { power *= challenges.Lambda; }
        }
    }

    private TableRounds MakeTable(int number, Ext2 firstPower)
    {
        (Table table, TableShape shape, int height) = (instance.Circuit.Tables[number], instance.Shape.Tables[number], instance.LogHeights[number]);
        TableOutputs outputs = TableOutputs.Batch(instance, number, challenges, firstPower);
        TableColumns columns = new([.. OpenedColumns.Of(instance, matrix, number)], height);
        return new(
            columns,
            new(instance.Statement.RowCounts[number], height),
            outputs,
            Compile(inExt: false),
            Compile(inExt: true),
            instance.Shape.Degree,
            workers);

        RowProgram Compile(bool inExt) =>
            RowCompiler.Compile(table, shape, inExt, instance.Statement.PublicValues.AsSpan(), challenges.Theta, outputs.Outputs);
    }

    private void ProveRound(int variable, Ext2 claim, Span<Ext2> sent)
    {
        Span<Ext2> values = stackalloc Ext2[CircuitLimits.Degree + 1];
        values = values[..(sent.Length + 1)];
        values.Clear();
        Ext2 shorter = Ext2.Zero;
        for (int t = 0; t < _tables.Length; t++)
        {
            if (_tables[t].Variables <= variable)
            {
                shorter += _totals[t];
                continue;
            }

            _eq[t].DropTop();
            _tables[t].AddRound(_eq[t], values);
        }

        foreach (ref Ext2 value in values) { value += shorter; }
        RoundPolynomials.Eq(claim, challenges.Xi[variable], values, sent);
    }

    private void Bind(int variable, Ext2 challenge)
    {
        foreach (TableRounds table in _tables)
        {
            if (table.Variables > variable) { table.Bind(challenge); }
        }
    }
}
