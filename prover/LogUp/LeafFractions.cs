using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Lanes;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Programs;
using FvmCompute.Prover.Zerocheck;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.LogUp;

/// <summary>Evaluates all interactions on all rows: the leaves of the <see cref="FractionTree"/>. Unused leaves are 0/α (proof-system.md §9).</summary>
internal sealed class LeafFractions
{
    private const int LogRun = 14;

    private readonly Instance _instance;
    private readonly VirtualMatrix _matrix;
    private readonly Workers _workers;

    public LeafFractions(Instance instance, VirtualMatrix matrix, Workers workers)
    {
        (_instance, _matrix, _workers) = (instance, matrix, workers);
        int leaves = 1 << instance.LogInteractions;
        (Numerators, Denominators) = (GC.AllocateUninitializedArray<Ext2>(leaves), GC.AllocateUninitializedArray<Ext2>(leaves));
    }

    /// <summary>2^n_g.</summary>
    public Ext2[] Numerators { get; }

    /// <summary>2^n_g.</summary>
    public Ext2[] Denominators { get; }

    /// <summary>Fills in everything.</summary>
    public void Fill(Ext2 alpha, Ext2 beta, ReadOnlySpan<Ext2> theta)
    {
        long used = 0;
        for (int t = 0; t < _instance.Circuit.Tables.Length; t++)
        {
            Table table = _instance.Circuit.Tables[t];
            used += (long)table.Interactions.Length << _instance.LogHeights[t];
            if (!table.Interactions.IsEmpty) { FillTable(t, alpha, beta, theta); }
        }

        _workers.ForRuns(Numerators.Length - used, LogRun, (_, first, count) =>
        {
            Numerators.AsSpan((int)used + first, count).Clear();
            Denominators.AsSpan((int)used + first, count).Fill(alpha);
        });
    }

    private void FillTable(int number, Ext2 alpha, Ext2 beta, ReadOnlySpan<Ext2> theta)
    {
        Table table = _instance.Circuit.Tables[number];
        RowOutput[] outputs = [.. table.Interactions.SelectMany(i => TableOutputs.Fraction(i, alpha, beta))];
        RowProgram program = RowCompiler.Compile(
            table, _instance.Shape.Tables[number], inExt: false, _instance.Statement.PublicValues.AsSpan(), theta, outputs);
        int height = _instance.LogHeights[number], logRows = RowMachine.LogRows(program);
        TableColumns columns = new([.. OpenedColumns.Of(_instance, _matrix, number)], height);
        FractionBlock?[] blocks = new FractionBlock?[_workers.Count];
        _workers.ForRuns(1L << height, logRows, (worker, first, count) =>
        {
            FractionBlock block = blocks[worker] ??= new(program, table.Interactions, _instance.Statement.RowCounts[number], height, logRows, _workers.Level);
            block.Evaluate(columns, first, count);
            for (int i = 0; i < table.Interactions.Length; i++)
            {
                int at = (int)((_instance.FirstSlots[number] + i) << height) + first;
                block.CopyNumerator(i, first, Numerators.AsSpan(at, count));
                block.CopyDenominator(i, Denominators.AsSpan(at, count));
            }
        });
    }
}
