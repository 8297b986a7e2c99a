namespace FvmCompute.Kernels.Prover.Cpu.Inner;

/// <summary>
/// Σ_j ⟨row_j, weight_j⟩ as few products. Rows that carry the same kernel at the same place are combined: ⟨Σ factor_j·row_j, kernel⟩; where
/// rows are fewer than kernels and places, weights are combined per row instead. The round polynomials are the same either way.
/// </summary>
internal sealed class WeightGroups
{
    /// <param name="logRowLength">m.</param>
    public WeightGroups(IReadOnlyList<WeightTerm> terms, int logRowLength)
    {
        List<IGrouping<(WeightKernel, int), WeightTerm>> byPlace = [];
        List<WeightTerm> byRow = [];
        foreach (IGrouping<int, WeightTerm> alike in terms.GroupBy(t => t.Kernel.LogLength))
        {
            IGrouping<(WeightKernel, int), WeightTerm>[] places = [.. alike.GroupBy(t => (t.Kernel, t.Slot))];
            if (alike.Select(t => t.Row).Distinct().Count() <= places.Length) { byRow.AddRange(alike); }
            else { byPlace.AddRange(places); }
        }

        (ByPlace, ByRow) = (byPlace, [.. byRow.GroupBy(t => t.Row)]);
        Kernels = [.. terms.Select(t => t.Kernel).Distinct()];
        LogRowLength = logRowLength;
    }

    /// <summary>Terms whose rows are combined.</summary>
    public IReadOnlyList<IGrouping<(WeightKernel Kernel, int Slot), WeightTerm>> ByPlace { get; }

    /// <summary>Terms whose weights are combined.</summary>
    public IReadOnlyList<IGrouping<int, WeightTerm>> ByRow { get; }

    /// <summary>All kernels, each once.</summary>
    public IReadOnlyList<WeightKernel> Kernels { get; }

    /// <summary>m.</summary>
    public int LogRowLength { get; }

    /// <summary>Bytes of all kernels and products: a kernel of a row's length is a product's weights.</summary>
    public long Bytes()
    {
        long vectors = ByPlace.Sum(p => p.Key.Kernel.LogLength == LogRowLength ? 1 : 2) + (2 * ByRow.Count);
        return (vectors * HostArena.ElementBlockBytes(1L << LogRowLength)) + Kernels.Sum(k => HostArena.ElementBlockBytes(1L << k.LogLength));
    }
}
