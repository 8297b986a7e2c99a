using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;
using FvmCompute.Prover.Lanes;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Sumchecks;
using FvmCompute.Verifier.Layouts;

namespace FvmCompute.Prover.Reduction;

/// <summary>factor·kernel as the weight of one slice of a matrix row.</summary>
/// <param name="Slot">In units of the kernel's length; 0 for whole rows.</param>
internal readonly record struct WeightTerm(WeightKernel Kernel, int Slot, int Row, Ext2 Factor);

/// <summary>
/// Σ_j ⟨row_j, weight_j⟩ as few products. Rows that carry the same kernel at the same place are combined: ⟨Σ factor_j·row_j, kernel⟩; where
/// rows are fewer than kernels and places, weights are combined per row instead. The round polynomials are the same either way.
/// </summary>
internal sealed class WeightTerms(VirtualMatrix matrix, int logRowLength, Workers workers)
{
    private const int LogRun = 11;

    private readonly List<WeightTerm> _terms = [];

    /// <summary>Adds a weight on one slice.</summary>
    public void Add(WeightKernel kernel, int slot, int row, Ext2 factor) => _terms.Add(new(kernel, slot, row, factor));

    /// <summary>Adds a weight on each row of a column.</summary>
    /// <param name="factors">One per chunk.</param>
    public void Add(WeightKernel kernel, ColumnPlace place, Ext2 factor, ReadOnlySpan<Ext2> factors)
    {
        if (!place.IsTall) { Add(kernel, place.Slot, place.Row, factor); }
        for (int j = 0; place.IsTall && j < place.Chunks; j++) { Add(kernel, 0, place.Row + j, factor * factors[j]); }
    }

    /// <summary>All products.</summary>
    public List<InnerProduct> Products()
    {
        List<WeightTerm> byRow = [];
        List<InnerProduct> products = [];
        foreach (IGrouping<int, WeightTerm> terms in _terms.GroupBy(t => t.Kernel.Values.Length))
        {
            IGrouping<(WeightKernel, int), WeightTerm>[] places = [.. terms.GroupBy(t => (t.Kernel, t.Slot))];
            if (terms.Select(t => t.Row).Distinct().Count() <= places.Length) { byRow.AddRange(terms); }
            else { products.AddRange(places.Select(CombineRows)); }
        }

        products.AddRange(byRow.GroupBy(t => t.Row).Select(CombineWeights));
        return products;
    }

    private InnerProduct CombineRows(IGrouping<(WeightKernel Kernel, int Slot), WeightTerm> terms)
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
            terms.Key.Kernel.Values.CopyTo(weights.AsSpan(terms.Key.Slot * terms.Key.Kernel.Values.Length));
        }

        return new(sums, sums.Length, weights, workers);
    }

    private InnerProduct CombineWeights(IGrouping<int, WeightTerm> terms)
    {
        Ext2[] row = new Ext2[1 << logRowLength], weights = new Ext2[row.Length];
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
