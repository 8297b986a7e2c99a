using FvmCompute.Kernels.Prover;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Multilinear;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Reduction;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Reduction;

/// <summary>The weights of all claims about columns, in the order of proof-system.md §11 and with the powers of λ.</summary>
internal sealed class ClaimWeights
{
    private readonly List<WeightTerm> _terms = [];
    private readonly Instance _instance;
    private readonly Ext2[] _zerocheckPoint;
    private readonly Ext2 _lambda;
    private readonly WeightKernels _kernels;
    private Ext2 _power = Ext2.One;

    private ClaimWeights(Instance instance, Ext2[] zerocheckPoint, Ext2 lambda)
    {
        (_instance, _zerocheckPoint, _lambda) = (instance, zerocheckPoint, lambda);
        _kernels = new(zerocheckPoint, instance.Profile.LogRowLength);
    }

    private int LogRowLength => _instance.Profile.LogRowLength;

    /// <summary>The terms of every claim.</summary>
    /// <param name="zerocheckPoint">r.</param>
    public static IReadOnlyList<WeightTerm> Terms(Instance instance, Ext2[] zerocheckPoint, Ext2 lambda, IReadOnlyList<PointClaim> products)
    {
        ClaimWeights weights = new(instance, zerocheckPoint, lambda);
        weights.AddAll(products);
        return weights._terms;
    }

    /// <summary>Terms of the same shape, without any values: what the reduction's memory follows from.</summary>
    public static IReadOnlyList<WeightTerm> Shape(Instance instance)
    {
        List<PointClaim> products = [];
        foreach (MatrixProduct product in instance.Circuit.Products)
        {
            products.Add(new(product.A, new Ext2[product.LogRows + product.LogInner], Ext2.Zero));
            products.Add(new(product.B, new Ext2[product.LogInner + product.LogColumns], Ext2.Zero));
            products.Add(new(product.Y, new Ext2[product.LogRows + product.LogColumns], Ext2.Zero));
        }

        return Terms(instance, new Ext2[instance.MaxLogHeight], Ext2.Zero, products);
    }

    private void AddAll(IReadOnlyList<PointClaim> products)
    {
        for (int t = 0; t < _instance.Circuit.Tables.Length; t++) { AddTable(t); }
        foreach (LinearClaim claim in _instance.Circuit.Claims) { AddLinear(claim); }
        foreach (PointClaim claim in products) { AddPoint(_instance.Place(claim.Column.Table, claim.Column.Column), claim.Point); }
        for (int d = 0; d < _instance.Statement.Datasets.Length; d++) { AddDataset(d); }
    }

    private void AddTable(int table)
    {
        TableShape shape = _instance.Shape.Tables[table];
        int height = _instance.LogHeights[table];
        Ext2[] chunks = ChunkWeights(_zerocheckPoint.AsSpan(0, height));
        foreach (ushort column in shape.UsedCurrent) { Add(_kernels.Current(height), _instance.Place(table, column), NextPower(), chunks); }
        foreach (ushort column in shape.UsedNext)
        {
            ColumnPlace place = _instance.Place(table, column);
            Ext2 power = NextPower();
            Add(_kernels.Next(height), place, power, chunks);
            if (height > LogRowLength) { AddCarry(place, power, chunks); }
        }
    }

    /// <summary>next(r_hi, j) = eq(r_hi, j − 1).</summary>
    private void AddCarry(ColumnPlace place, Ext2 power, Ext2[] chunks)
    {
        for (int j = 1; j < place.Chunks; j++) { Add(_kernels.Carry(), 0, place.Row + j, power * chunks[j - 1]); }
    }

    private void AddLinear(LinearClaim claim)
    {
        ColumnPlace place = _instance.Place(claim.Column.Table, claim.Column.Column);
        int height = _instance.LogHeights[claim.Column.Table];
        Ext2 power = NextPower();
        if (claim.Kind == ClaimKind.Sum) { AddSum(place, height, (long)_instance.Statement.RowCounts[claim.Column.Table], power); }
        else if (!place.IsTall) { Add(_kernels.Cell, (place.Slot << height) + (int)claim.Row, place.Row, power); }
        else { Add(_kernels.Cell, (int)claim.Row & ((1 << LogRowLength) - 1), place.Row + (int)(claim.Row >> LogRowLength), power); }
    }

    private void AddSum(ColumnPlace place, int height, long rows, Ext2 power)
    {
        if (!place.IsTall) { Add(_kernels.Sum(height, rows), place.Slot, place.Row, power); }
        for (int j = 0; place.IsTall && j < place.Chunks; j++)
        {
            long inChunk = Math.Min(rows - ((long)j << LogRowLength), 1L << LogRowLength);
            Add(_kernels.Sum(LogRowLength, inChunk), 0, place.Row + j, power);
        }
    }

    private void AddPoint(ColumnPlace place, Ext2[] point) =>
        Add(WeightKernel.Equal(point.AsSpan(0, Math.Min(point.Length, LogRowLength))), place, NextPower(), ChunkWeights(point));

    private void AddDataset(int number)
    {
        int rows = _instance.DatasetLayouts[number].RowCount;
        Ext2[] z = _instance.Statement.Datasets[number].OutOfDomainPoint(rows);
        Ext2 power = NextPower();
        if (rows > 0) { Add(WeightKernel.Equal(z.AsSpan(0, LogRowLength)), new(_instance.BaseRows[number], rows, -1), power, ChunkWeights(z)); }
    }

    /// <summary>eq(point_hi, j) of every chunk; a single 1 for columns that are no taller than a row.</summary>
    private Ext2[] ChunkWeights(ReadOnlySpan<Ext2> point)
    {
        ReadOnlySpan<Ext2> high = point.Length > LogRowLength ? point[LogRowLength..] : [];
        Ext2[] weights = new Ext2[1 << high.Length];
        MultilinearKernels.EqTable(high, weights);
        return weights;
    }

    private Ext2 NextPower()
    {
        Ext2 power = _power;
        _power *= _lambda;
        return power;
    }

    /// <summary>Adds a weight on one slice.</summary>
    private void Add(WeightKernel kernel, int slot, int row, Ext2 factor) => _terms.Add(new(kernel, slot, row, factor));

    /// <summary>Adds a weight on each row of a column.</summary>
    /// <param name="factors">One per chunk.</param>
    private void Add(WeightKernel kernel, ColumnPlace place, Ext2 factor, ReadOnlySpan<Ext2> factors)
    {
        if (!place.IsTall) { Add(kernel, place.Slot, place.Row, factor); }
        for (int j = 0; place.IsTall && j < place.Chunks; j++) { Add(kernel, 0, place.Row + j, factor * factors[j]); }
    }
}
