using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Multilinear;
using FvmCompute.Prover.Lanes;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Reduction;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Reduction;

/// <summary>The weights of all claims about columns, in the order of proof-system.md §11 and with the powers of λ.</summary>
internal sealed class ClaimWeights(Instance instance, Ext2[] zerocheckPoint, Ext2 lambda, WeightKernels kernels, WeightTerms terms)
{
    private Ext2 _power = Ext2.One;

    private int LogRowLength => instance.Profile.LogRowLength;

    /// <summary>Bytes that the products of a reduction will take: all terms, without any values.</summary>
    public static long BytesOf(Instance instance, Workers workers)
    {
        int variables = instance.Profile.LogRowLength;
        Ext2[] point = new Ext2[instance.MaxLogHeight];
        List<PointClaim> products = [];
        foreach (MatrixProduct product in instance.Circuit.Products)
        {
            products.Add(new(product.A, new Ext2[product.LogRows + product.LogInner], Ext2.Zero));
            products.Add(new(product.B, new Ext2[product.LogInner + product.LogColumns], Ext2.Zero));
            products.Add(new(product.Y, new Ext2[product.LogRows + product.LogColumns], Ext2.Zero));
        }

        WeightTerms terms = new(variables);
        new ClaimWeights(instance, point, Ext2.Zero, new(point, variables, workers), terms).AddAll(products);
        return terms.ProductBytes();
    }

    /// <summary>Adds the terms of every claim.</summary>
    public void AddAll(IReadOnlyList<PointClaim> products)
    {
        for (int t = 0; t < instance.Circuit.Tables.Length; t++) { AddTable(t); }
        foreach (LinearClaim claim in instance.Circuit.Claims) { AddLinear(claim); }
        foreach (PointClaim claim in products) { AddPoint(instance.Place(claim.Column.Table, claim.Column.Column), claim.Point); }
        for (int d = 0; d < instance.Statement.Datasets.Length; d++) { AddDataset(d); }
    }

    private void AddTable(int table)
    {
        TableShape shape = instance.Shape.Tables[table];
        int height = instance.LogHeights[table];
        Ext2[] chunks = ChunkWeights(zerocheckPoint.AsSpan(0, height));
        foreach (ushort column in shape.UsedCurrent) { terms.Add(kernels.Current(height), instance.Place(table, column), NextPower(), chunks); }
        foreach (ushort column in shape.UsedNext)
        {
            ColumnPlace place = instance.Place(table, column);
            Ext2 power = NextPower();
            terms.Add(kernels.Next(height), place, power, chunks);
            if (height > LogRowLength) { AddCarry(place, power, chunks); }
        }
    }

    /// <summary>next(r_hi, j) = eq(r_hi, j − 1).</summary>
    private void AddCarry(ColumnPlace place, Ext2 power, Ext2[] chunks)
    {
        for (int j = 1; j < place.Chunks; j++) { terms.Add(kernels.Carry(), 0, place.Row + j, power * chunks[j - 1]); }
    }

    private void AddLinear(LinearClaim claim)
    {
        ColumnPlace place = instance.Place(claim.Column.Table, claim.Column.Column);
        int height = instance.LogHeights[claim.Column.Table];
        Ext2 power = NextPower();
        if (claim.Kind == ClaimKind.Sum) { AddSum(place, height, (long)instance.Statement.RowCounts[claim.Column.Table], power); }
        else if (!place.IsTall) { terms.Add(kernels.Cell, (place.Slot << height) + (int)claim.Row, place.Row, power); }
        else { terms.Add(kernels.Cell, (int)claim.Row & ((1 << LogRowLength) - 1), place.Row + (int)(claim.Row >> LogRowLength), power); }
    }

    private void AddSum(ColumnPlace place, int height, long rows, Ext2 power)
    {
        if (!place.IsTall) { terms.Add(kernels.Sum(height, rows), place.Slot, place.Row, power); }
        for (int j = 0; place.IsTall && j < place.Chunks; j++)
        {
            long inChunk = Math.Min(rows - ((long)j << LogRowLength), 1L << LogRowLength);
            terms.Add(kernels.Sum(LogRowLength, inChunk), 0, place.Row + j, power);
        }
    }

    private void AddPoint(ColumnPlace place, Ext2[] point) =>
        terms.Add(kernels.Point(point.AsSpan(0, Math.Min(point.Length, LogRowLength))), place, NextPower(), ChunkWeights(point));

    private void AddDataset(int number)
    {
        int rows = instance.DatasetLayouts[number].RowCount;
        Ext2[] z = instance.Statement.Datasets[number].OutOfDomainPoint(rows);
        Ext2 power = NextPower();
        if (rows > 0) { terms.Add(kernels.Point(z.AsSpan(0, LogRowLength)), new(instance.BaseRows[number], rows, -1), power, ChunkWeights(z)); }
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
        _power *= lambda;
        return power;
    }
}
