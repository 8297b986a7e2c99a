using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Kernels.Prover.Cpu.Programs;
using FvmCompute.Kernels.Prover.Cpu.Rows;

namespace FvmCompute.Kernels.Prover.Cpu.Fractions;

/// <summary>Evaluates all interactions on all rows: the leaves of a <see cref="CpuFractionTree"/>.</summary>
internal static class FractionLeaves
{
    /// <param name="numerators">At least as many as are used; the rest becomes padding.</param>
    /// <param name="denominators">As many.</param>
    public static void Fill(FractionPlan plan, HostBlock numerators, HostBlock denominators, Workers workers)
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
            numerators.At(at, count).Clear();
            denominators.At(at, count).Fill(plan.Padding);
        }
    }

    private static void FillTable(TableFractions table, HostBlock numerators, HostBlock denominators, Workers workers)
    {
        int logRows = RowMachine.LogRows(table.Program);
        RowColumns columns = new(table.Columns, table.LogHeight);
        FractionBlock?[] blocks = new FractionBlock?[workers.Count];
        workers.ForRuns(1L << table.LogHeight, logRows, (worker, first, count) =>
        {
            FractionBlock block = blocks[worker] ??= new(table, logRows, workers.Level);
            block.Evaluate(columns, first, count);
            for (int i = 0; i < table.Numerators.Count; i++)
            {
                long at = table.FirstLeaf + ((long)i << table.LogHeight) + first;
                block.CopyNumerator(i, first, numerators.At(at, count));
                block.CopyDenominator(i, denominators.At(at, count));
            }
        });
    }
}
