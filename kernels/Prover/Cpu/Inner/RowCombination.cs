using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;
using FvmCompute.Primitives.Multilinear;

namespace FvmCompute.Kernels.Prover.Cpu.Inner;

/// <summary>Linear combinations of rows over F.</summary>
internal static class RowCombination
{
    private const int LogRun = 11;

    /// <summary>sums = Σ factor·row.</summary>
    /// <param name="sums">A row's length.</param>
    public static void Set(MatrixRows rows, IReadOnlyList<(int Row, Ext2 Factor)> terms, HostBlock sums, Workers workers) =>
        workers.ForRuns(sums.Elements, LogRun, (_, first, count) =>
        {
            Span<Ext2> run = sums.At(first, count);
            run.Clear();
            foreach ((int row, Ext2 factor) in terms) { FieldSpans.ScaleAdd(workers.Level, factor, rows.At(row, first, count), run); }
        });

    /// <summary>sums[l] = Σ_i eq(point, i)·column[i·length + l]: a column with its top variables bound.</summary>
    /// <param name="sums">As many elements as the variables left make.</param>
    public static void BindTop(CpuColumn column, ReadOnlySpan<Ext2> point, HostBlock sums, Workers workers)
    {
        Ext2[] weights = new Ext2[1 << point.Length];
        MultilinearKernels.EqTable(point, weights);
        workers.ForRuns(sums.Elements, LogRun, (_, first, count) =>
        {
            Span<ulong> buffer = stackalloc ulong[1 << LogRun];
            Span<Ext2> run = sums.At(first, count);
            run.Clear();
            for (int i = 0; i < weights.Length; i++)
            {
                FieldSpans.ScaleAdd(workers.Level, weights[i], column.Rows((i * sums.Elements) + first, buffer[..count]), run);
            }
        });
    }
}
