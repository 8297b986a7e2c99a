using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;
using FvmCompute.Prover.Lanes;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Sumchecks;

namespace FvmCompute.Prover.Reduction;

/// <summary>Makes the two factors of a product of the reduction.</summary>
internal sealed class WeightProducts(VirtualMatrix matrix, int logRowLength, Workers workers)
{
    private const int LogRun = 11;

    /// <summary>Rows with the same kernel at the same place.</summary>
    public InnerProduct CombineRows(IGrouping<(WeightKernel Kernel, int Slot), WeightTerm> terms)
    {
        Ext2[] sums = new Ext2[1 << logRowLength], weights = terms.Key.Kernel.Values;
        workers.ForRuns(sums.Length, LogRun, (_, first, count) =>
        {
            Span<Ext2> run = sums.AsSpan(first, count);
            foreach (WeightTerm term in terms) { FieldSpans.ScaleAdd(workers.Level, term.Factor, matrix.Row(term.Row).Slice(first, count), run); }
        });
        if (weights.Length < sums.Length)
        {
            weights = new Ext2[sums.Length];
            terms.Key.Kernel.Values.CopyTo(weights.AsSpan(terms.Key.Slot * terms.Key.Kernel.Length));
        }

        return new(sums, sums.Length, weights, workers);
    }

    /// <summary>One row with all of its weights.</summary>
    public InnerProduct CombineWeights(IGrouping<int, WeightTerm> terms)
    {
        Ext2[] row = new Ext2[1 << logRowLength], weights = new Ext2[row.Length];
        // Kernels are made here, where all threads can help, and not by the first block that needs one.
        foreach (WeightTerm term in terms) { _ = term.Kernel.Values; }
        workers.ForRuns(row.Length, LogRun, (_, first, count) =>
        {
            ReadOnlySpan<ulong> source = matrix.Row(terms.Key).Slice(first, count);
            for (int i = 0; i < count; i++) { row[first + i] = source[i]; }
            foreach (WeightTerm term in terms) { AddWeight(term, first, weights.AsSpan(first, count), workers.Level); }
        });
        return new(row, row.Length, weights, workers);
    }

    /// <summary>The part of a term that falls into a run.</summary>
    private static void AddWeight(WeightTerm term, int first, Span<Ext2> run, CpuLevel level)
    {
        Ext2[] kernel = term.Kernel.Values;
        int start = term.Slot * kernel.Length, from = Math.Max(start, first), to = Math.Min(start + kernel.Length, first + run.Length);
        if (from < to) { FieldSpans.ScaleAdd(level, term.Factor, kernel.AsSpan(from - start, to - from), run[(from - first)..(to - first)]); }
    }
}
