using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Kernels.Prover.Cpu.Inner;

/// <summary>Makes the kernels and the two factors of each product of the reduction.</summary>
internal sealed class WeightProducts(WeightGroups groups, MatrixRows rows, HostArena arena, Workers workers)
{
    private const int LogRun = 11;

    private readonly List<HostBlock> _blocks = [];
    private readonly Dictionary<WeightKernel, HostBlock> _kernels = [];

    private long RowLength => 1L << groups.LogRowLength;

    public CpuInnerSumcheck Start()
    {
        foreach (WeightKernel kernel in groups.Kernels) { _kernels.Add(kernel, Make(kernel)); }
        InnerProduct[] products = [.. groups.ByPlace.Select(CombineRows), .. groups.ByRow.Select(CombineWeights)];
        return new(products, _blocks);
    }

    private HostBlock Make(WeightKernel kernel)
    {
        HostBlock values = Rent(1L << kernel.LogLength);
        switch (kernel.Form)
        {
            case WeightForm.Equal: EqTables.Set(kernel.Point.Span, values, workers); break;
            case WeightForm.Next: SetNext(kernel.Point.Span, values); break;
            case WeightForm.Below: SetBelow(kernel.Rows, values); break;
            case WeightForm.Cell: values.At(0, 1)[0] = kernel.Point.ToArray().Aggregate(Ext2.One, (product, coordinate) => product * coordinate); break;
            default: throw new InvalidOperationException($"weights of the form {kernel.Form} are not known");
        }

        return values;
    }

    private void SetNext(ReadOnlySpan<Ext2> point, HostBlock values)
    {
        EqTables.Set(point, values, workers);
        int shifted = (int)values.Elements - 1;
        values.At(0, shifted).CopyTo(values.At(1, shifted));
        values.At(0, 1)[0] = Ext2.Zero;
    }

    private static void SetBelow(long count, HostBlock values)
    {
        int ones = (int)Math.Clamp(count, 0, values.Elements);
        values.At(0, ones).Fill(Ext2.One);
        values.At(ones, (int)values.Elements - ones).Clear();
    }

    /// <summary>Rows with the same kernel at the same place.</summary>
    private InnerProduct CombineRows(IGrouping<(WeightKernel Kernel, int Slot), WeightTerm> terms)
    {
        HostBlock sums = Rent(RowLength), weights = _kernels[terms.Key.Kernel];
        RowCombination.Set(rows, [.. terms.Select(t => (t.Row, t.Factor))], sums, workers);
        if (weights.Elements < RowLength) { weights = Place(weights, terms.Key.Slot); }
        return new(sums, weights, RowLength, workers);
    }

    /// <summary>A kernel at its slot, zeros around it.</summary>
    private HostBlock Place(HostBlock kernel, int slot)
    {
        HostBlock weights = Rent(RowLength);
        int length = (int)kernel.Elements, start = slot * length;
        weights.At(0, start).Clear();
        kernel.At(0, length).CopyTo(weights.At(start, length));
        weights.At(start + length, (int)RowLength - start - length).Clear();
        return weights;
    }

    /// <summary>One row with all of its weights.</summary>
    private InnerProduct CombineWeights(IGrouping<int, WeightTerm> terms)
    {
        HostBlock row = Rent(RowLength), weights = Rent(RowLength);
        workers.ForRuns(RowLength, LogRun, (_, first, count) =>
        {
            ReadOnlySpan<ulong> source = rows.At(terms.Key, first, count);
            Span<Ext2> lifted = row.At(first, count), run = weights.At(first, count);
            for (int i = 0; i < count; i++) { lifted[i] = source[i]; }
            run.Clear();
            foreach (WeightTerm term in terms) { AddWeight(term, first, run); }
        });
        return new(row, weights, RowLength, workers);
    }

    /// <summary>The part of a term that falls into a run.</summary>
    private void AddWeight(WeightTerm term, int first, Span<Ext2> run)
    {
        HostBlock kernel = _kernels[term.Kernel];
        int length = (int)kernel.Elements, start = term.Slot * length, from = Math.Max(start, first), to = Math.Min(start + length, first + run.Length);
        if (from < to) { FieldSpans.ScaleAdd(workers.Level, term.Factor, kernel.At(from - start, to - from), run[(from - first)..(to - first)]); }
    }

    private HostBlock Rent(long elements)
    {
        HostBlock block = arena.RentElements(elements);
        _blocks.Add(block);
        return block;
    }
}
