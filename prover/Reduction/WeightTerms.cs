using FvmCompute.Primitives.Fields;
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
/// <param name="logRowLength">m.</param>
internal sealed class WeightTerms(int logRowLength)
{
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

    /// <summary>Bytes of all products and kernels.</summary>
    public long ProductBytes()
    {
        Split(out List<IGrouping<(WeightKernel, int), WeightTerm>> byPlace, out List<WeightTerm> byRow);
        long products = byPlace.Count + byRow.Select(t => t.Row).Distinct().Count();
        long kernels = _terms.Select(t => t.Kernel).Distinct().Sum(k => (long)k.Length);
        return Ext2.Bytes * ((2 * products << logRowLength) + kernels);
    }

    /// <summary>All products.</summary>
    public List<InnerProduct> Products(VirtualMatrix matrix, Workers workers)
    {
        Split(out List<IGrouping<(WeightKernel, int), WeightTerm>> byPlace, out List<WeightTerm> byRow);
        WeightProducts products = new(matrix, logRowLength, workers);
        return [.. byPlace.Select(products.CombineRows), .. byRow.GroupBy(t => t.Row).Select(products.CombineWeights)];
    }

    /// <summary>Decides for the terms of each kernel length.</summary>
    private void Split(out List<IGrouping<(WeightKernel, int), WeightTerm>> byPlace, out List<WeightTerm> byRow)
    {
        (byPlace, byRow) = ([], []);
        foreach (IGrouping<int, WeightTerm> terms in _terms.GroupBy(t => t.Kernel.Length))
        {
            IGrouping<(WeightKernel, int), WeightTerm>[] places = [.. terms.GroupBy(t => (t.Kernel, t.Slot))];
            if (terms.Select(t => t.Row).Distinct().Count() <= places.Length) { byRow.AddRange(terms); }
            else { byPlace.AddRange(places); }
        }
    }
}
