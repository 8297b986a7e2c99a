using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Multilinear;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Verifier.Reduction;

/// <summary>
/// Walks all claims about columns in the order of proof-system.md §11, with the powers of λ. Done twice: for the batched value before the sumcheck,
/// and for the batched weights after it; nothing as long as the claims is kept.
/// </summary>
internal sealed class ClaimBatch(Instance instance, CoreProof proof, Ext2[] zerocheckPoint, IReadOnlyList<PointClaim> productClaims, Ext2 lambda)
{
    private Ext2 _power;

    /// <summary>Σ λ^i·value_i.</summary>
    public Ext2 Value()
    {
        _power = Ext2.One;
        Ext2 sum = Ext2.Zero;
        foreach (Ext2[] table in proof.Openings)
        {
            foreach (Ext2 value in table) { sum += value * NextPower(); }
        }

        foreach (LinearClaim claim in instance.Circuit.Claims) { sum += NextPower() * instance.Statement.PublicValues[claim.PublicValue]; }
        foreach (PointClaim claim in productClaims) { sum += claim.Value * NextPower(); }
        foreach (Dataset dataset in instance.Statement.Datasets) { sum += dataset.OutOfDomainValue * NextPower(); }
        return sum;
    }

    /// <summary>Σ λ^i·⟨weight_i(u), row values⟩.</summary>
    public Ext2 Weigh(Ext2[] u)
    {
        _power = Ext2.One;
        Ext2 sum = Ext2.Zero;
        for (int t = 0; t < instance.Circuit.Tables.Length; t++) { sum += WeighTable(t, u); }
        foreach (LinearClaim claim in instance.Circuit.Claims)
        {
            sum += NextPower() * (claim.Kind == ClaimKind.Cell ? WeighCell(claim, u) : WeighSum(claim, u));
        }

        foreach (PointClaim claim in productClaims)
        {
            PointKernel kernel = new(isNext: false, claim.Point, u);
            sum += NextPower() * kernel.Apply(instance.Place(claim.Column.Table, claim.Column.Column), proof.RowValues);
        }

        for (int d = 0; d < instance.Statement.Datasets.Length; d++) { sum += NextPower() * WeighDataset(d, u); }
        return sum;
    }

    private Ext2 WeighTable(int table, Ext2[] u)
    {
        TableShape shape = instance.Shape.Tables[table];
        ReadOnlySpan<Ext2> point = zerocheckPoint.AsSpan(0, instance.LogHeights[table]);
        Ext2 sum = Ext2.Zero;
        if (!shape.UsedCurrent.IsEmpty) { sum += WeighColumns(table, shape.UsedCurrent.AsSpan(), new(isNext: false, point, u)); }
        if (!shape.UsedNext.IsEmpty) { sum += WeighColumns(table, shape.UsedNext.AsSpan(), new(isNext: true, point, u)); }
        return sum;
    }

    private Ext2 WeighColumns(int table, ReadOnlySpan<ushort> columns, PointKernel kernel)
    {
        Ext2 sum = Ext2.Zero;
        foreach (ushort column in columns) { sum += NextPower() * kernel.Apply(instance.Place(table, column), proof.RowValues); }
        return sum;
    }

    /// <summary>§11, CELL: eq of the row's bits; in a tall column the chunk that has the row.</summary>
    private Ext2 WeighCell(LinearClaim claim, Ext2[] u)
    {
        ColumnPlace place = instance.Place(claim.Column.Table, claim.Column.Column);
        int height = instance.LogHeights[claim.Column.Table];
        if (!place.IsTall) { return MultilinearKernels.Eq(u, claim.Row | ((ulong)place.Slot << height)) * proof.RowValues[place.Row]; }
        int chunk = (int)(claim.Row >> u.Length);
        return MultilinearKernels.Eq(u, claim.Row & ((1UL << u.Length) - 1)) * proof.RowValues[place.Row + chunk];
    }

    /// <summary>§11, SUM: rows 0..n−1 of each chunk.</summary>
    private Ext2 WeighSum(LinearClaim claim, Ext2[] u)
    {
        ColumnPlace place = instance.Place(claim.Column.Table, claim.Column.Column);
        long rows = (long)instance.Statement.RowCounts[claim.Column.Table];
        if (!place.IsTall)
        {
            int height = instance.LogHeights[claim.Column.Table];
            Ext2 slot = MultilinearKernels.Eq(u.AsSpan(height), (ulong)place.Slot);
            return MultilinearKernels.LessThan(rows, u.AsSpan(0, height)) * slot * proof.RowValues[place.Row];
        }

        Ext2 sum = Ext2.Zero;
        for (int j = 0; j < place.Chunks; j++) { sum += MultilinearKernels.LessThan(rows - ((long)j << u.Length), u) * proof.RowValues[place.Row + j]; }
        return sum;
    }

    /// <summary>§11, OOD: f̂(z), the z of §8; z_hi chooses the dataset's row.</summary>
    private Ext2 WeighDataset(int number, Ext2[] u)
    {
        int rowCount = instance.DatasetLayouts[number].RowCount;
        Ext2[] z = instance.Statement.Datasets[number].OutOfDomainPoint(rowCount);
        PointKernel kernel = new(isNext: false, z, u);
        return kernel.Apply(new(instance.BaseRows[number], rowCount, -1), proof.RowValues);
    }

    private Ext2 NextPower()
    {
        Ext2 power = _power;
        _power *= lambda;
        return power;
    }
}
