using FvmCompute.Kernels.Prover.Cpu.Fractions;
using FvmCompute.Kernels.Prover.Cpu.Inner;
using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Kernels.Prover.Cpu.Rows;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Merkle;
using FvmCompute.Primitives.Multilinear;

namespace FvmCompute.Kernels.Prover.Cpu;

internal sealed class CpuProverSession(SessionMemory memory, HostRegions regions, Workers workers) : IProverSession
{
    private readonly HostArena _arena = new(memory, regions);

    public IFieldRows Import(RowsShape shape, ReadOnlyMemory<ulong> words) => new CpuFieldRows(shape, words);

    public IFieldRows Import(RowsShape shape, ReadOnlyMemory<Ext2> elements) => new CpuFieldRows(shape, elements);

    public IRowCommitment Commit(IFieldRows rows, int rateLog)
    {
        rows.Shape.Check(rateLog);
        HostBlock nodes = _arena.Rent(MerkleTree.BytesOf(rows.Shape.DomainLog(rateLog)));
        try
        {
            using HostBlock planes = _arena.Rent(new CosetBatch(rows.Shape, rateLog).Bytes);
            return new CpuRowCommitment((CpuFieldRows)rows, rateLog, planes, nodes, workers.Options);
        }
        catch
        {
            nodes.Dispose();
            throw;
        }
    }

    public IFractionTree AddFractions(FractionPlan plan) => new CpuFractionTree(plan, _arena, workers);

    public IRowSumcheck StartRows(RowSumcheckPlan plan, ReadOnlySpan<Ext2> point) => new CpuRowSumcheck(plan, point, _arena, workers);

    public IInnerSumcheck StartReduction(IReadOnlyList<IFieldRows> matrices, int logRowLength, IReadOnlyList<WeightTerm> terms) =>
        new WeightProducts(new(terms, logRowLength), new(matrices, logRowLength), _arena, workers).Start();

    public IInnerSumcheck StartProduct(ColumnRange left, ReadOnlySpan<Ext2> leftPoint, ColumnRange right, ReadOnlySpan<Ext2> rightPoint)
    {
        int logInner = left.LogHeight - leftPoint.Length;
        Require.Exactly(right.LogHeight - rightPoint.Length, logInner, "inner variables of the right factor");
        return CpuInnerSumcheck.OfColumns((new(left), leftPoint.ToArray()), (new(right), rightPoint.ToArray()), logInner, _arena, workers);
    }

    public Ext2 EvaluateColumn(ColumnRange column, ReadOnlySpan<Ext2> point)
    {
        Require.Exactly(point.Length, column.LogHeight, "coordinates of the point");
        return EqTables.Evaluate(new CpuColumn(column), point, workers);
    }

    public Ext2[] EvaluateRows(IReadOnlyList<IFieldRows> matrices, ReadOnlySpan<Ext2> point) =>
        EqTables.EvaluateRows(new(matrices, point.Length), point, workers);

    public Ext2 EvaluateMatrix(IFieldRows rows, ReadOnlySpan<Ext2> point)
    {
        int low = rows.Shape.RowLog;
        Ext2[] values = EvaluateRows([rows], point[..low]), weights = new Ext2[1 << (point.Length - low)];
        MultilinearKernels.EqTable(point[low..], weights);
        Ext2 sum = Ext2.Zero;
        for (int row = 0; row < values.Length; row++) { sum += weights[row] * values[row]; }
        return sum;
    }

    public IFoldedPolynomial BatchRows(IReadOnlyList<IFieldRows> matrices, ReadOnlySpan<Ext2> fold, ReadOnlySpan<Ext2> point)
    {
        HostBlock g = _arena.RentElements(1L << point.Length), w = _arena.RentElements(1L << point.Length);
        Ext2[] weights = new Ext2[1 << fold.Length];
        MultilinearKernels.EqTable(fold, weights);
        MatrixRows rows = new(matrices, point.Length);
        RowCombination.Set(rows, [.. Enumerable.Range(0, rows.Count).Select(row => (row, weights[row]))], g, workers);
        EqTables.Set(point, w, workers);
        return new CpuFoldedPolynomial(g, w, point.Length, this, workers);
    }

    public ulong Grind(ReadOnlySpan<byte> message, int bits) => CpuGrinder.Grind(message, bits, workers.Options);

    public void Trim()
    {
        _arena.Trim();
        memory.Trim();
    }

    public void Dispose()
    {
        _arena.Dispose();
        memory.Dispose();
    }

    /// <summary>Commits to a copy of elements, which lives as long as the session; its coordinates lie apart, as every coset is made from them.</summary>
    internal IRowCommitment CommitCopy(RowsShape shape, HostBlock elements, int rateLog)
    {
        HostBlock copy = _arena.Rent(shape.Words * sizeof(ulong));
        int length = 1 << shape.RowLog;
        workers.For(shape.Planes, (_, plane) =>
            CpuFieldRows.Take(elements.At((long)(plane / 2) * length, length), plane & 1, copy.Words((long)plane * length, length)));
        return Commit(new CpuFieldRows(shape, copy), rateLog);
    }
}
