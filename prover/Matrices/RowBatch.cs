using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;
using FvmCompute.Primitives.Multilinear;
using FvmCompute.Prover.Lanes;

namespace FvmCompute.Prover.Matrices;

/// <summary>Σ_j eq(point, j)·row_j: binds the row number of a matrix.</summary>
internal static class RowBatch
{
    /// <param name="point">⌈log W⌉ coordinates.</param>
    /// <param name="logRowLength">m.</param>
    public static Ext2[] Combine(IRowSource rows, ReadOnlySpan<Ext2> point, int logRowLength, Workers workers)
    {
        const int LogRun = 11;
        Ext2[] weights = new Ext2[1 << point.Length], sums = new Ext2[1 << logRowLength];
        MultilinearKernels.EqTable(point, weights);
        workers.ForRuns(sums.Length, LogRun, (_, first, count) =>
        {
            Span<Ext2> run = sums.AsSpan(first, count);
            for (int j = 0; j < rows.RowCount; j++) { FieldSpans.ScaleAdd(workers.Level, weights[j], rows.Row(j).Slice(first, count), run); }
        });
        return sums;
    }
}
