using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Kernels.Prover.Cpu.Programs;
using FvmCompute.Kernels.Prover.Cpu.Rows;
using FvmCompute.Kernels.Prover.Programs;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu.Fractions;

/// <summary>Evaluates all interactions on all rows: the leaves of a <see cref="CpuFractionTree"/>.</summary>
internal static class FractionLeaves
{
    /// <param name="numerators">At least as many as are used; the rest becomes padding.</param>
    /// <param name="denominators">As many.</param>
    public static void Fill(FractionPlan plan, Numerators numerators, HostBlock denominators, Workers workers)
    {
        long expected = 0;
        foreach (TableFractions table in plan.Tables)
        {
            Require.Exactly(table.FirstLeaf, expected, "first leaf of a table");
            FillTable(table, numerators, denominators, workers);
            expected += (long)table.Numerators.Count << table.LogHeight;
        }

        for (long at = expected; at < numerators.Elements; at += 1 << CpuFractionTree.LogBlock)
        {
            int count = (int)Math.Min(1 << CpuFractionTree.LogBlock, numerators.Elements - at);
            numerators.Values.At(at, count).Clear();
            denominators.At(at, count).Fill(plan.Padding);
        }
    }

    private static void FillTable(TableFractions table, Numerators numerators, HostBlock denominators, Workers workers)
    {
        int logRows = RowMachine.LogRows(table.Program);
        RowColumns columns = new(table.Columns, table.LogHeight);
        for (int i = 0; i < table.Numerators.Count; i++)
        {
            if (ConstantNumerator(table, i) is { } constant) { SetConstants(table, i, constant, numerators); }
        }

        FractionBlock?[] blocks = new FractionBlock?[workers.Count];
        workers.ForRuns(1L << table.LogHeight, logRows, (worker, first, count) =>
        {
            FractionBlock block = blocks[worker] ??= new(table, logRows, workers.Level);
            block.Evaluate(columns, first, count);
            for (int i = 0; i < table.Numerators.Count; i++)
            {
                long at = table.FirstLeaf + ((long)i << table.LogHeight) + first;
                if (numerators.Constant(at) is null) { block.CopyNumerator(i, first, numerators.Values.At(at, count)); }
                block.CopyDenominator(i, denominators.At(at, count));
            }
        });
    }

    /// <summary>The numerator of an interaction on its rows, if it is the same on all: then no instruction adds to it.</summary>
    private static Ext2? ConstantNumerator(TableFractions table, int interaction)
    {
        (RowRegister register, Ext2 constant) = table.Program.Outputs[2 * interaction];
        bool isConstant = table.Program.Code.All(
            step => step.Operation is not (RowOperation.Collect or RowOperation.CollectExt) || step.Target != register.Plane);
        return isConstant ? constant : null;
    }

    /// <summary>Leaves the blocks of an interaction unstored that lie within its rows or outside of them altogether.</summary>
    private static void SetConstants(TableFractions table, int interaction, Ext2 constant, Numerators numerators)
    {
        const int Block = 1 << CpuFractionTree.LogBlock;
        long start = table.FirstLeaf + ((long)interaction << table.LogHeight);
        RowSpan rows = table.Numerators[interaction];
        for (long row = 0; row + Block <= 1L << table.LogHeight; row += Block)
        {
            if (rows.From <= row && row + Block <= rows.To) { numerators.Set(start + row, constant); }
            else if (rows.To <= row || row + Block <= rows.From) { numerators.Set(start + row, Ext2.Zero); }
        }
    }
}
