using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Kernels.Prover.Cpu.Inner;

/// <summary>Whole tables of eq(point, ·), and sums against them that need no table.</summary>
internal static class EqTables
{
    private const int LogBlock = 10;

    /// <summary>table[b] = eq(point, b).</summary>
    /// <param name="table">At least 2^n elements.</param>
    public static void Set(ReadOnlySpan<Ext2> point, HostBlock table, Workers workers)
    {
        EqWeights eq = new(point, LogBlock);
        workers.For(eq.Blocks, (_, block) =>
        {
            Span<Ext2> target = table.At((long)block * eq.Low.Length, eq.Low.Length);
            target.Clear();
            FieldSpans.ScaleAdd(workers.Level, eq.High(block), eq.Low, target);
        });
    }

    /// <summary>table[b] += factor·eq(point, b).</summary>
    /// <param name="table">At least 2^n elements.</param>
    public static void Add(ReadOnlySpan<Ext2> point, Ext2 factor, HostBlock table, Workers workers)
    {
        EqWeights eq = new(point, LogBlock);
        workers.For(eq.Blocks, (_, block) =>
        {
            Span<Ext2> target = table.At((long)block * eq.Low.Length, eq.Low.Length);
            FieldSpans.ScaleAdd(workers.Level, factor * eq.High(block), eq.Low, target);
        });
    }

    /// <summary>The multilinear extension of a table at a point.</summary>
    /// <param name="table">At least 2^n elements.</param>
    public static Ext2 Evaluate(HostBlock table, ReadOnlySpan<Ext2> point, Workers workers)
    {
        EqWeights eq = new(point, LogBlock);
        WorkerSums sums = new(workers.Count, 1);
        workers.For(eq.Blocks, (worker, block) =>
        {
            ReadOnlySpan<Ext2> run = table.At((long)block * eq.Low.Length, eq.Low.Length);
            sums.Add(worker, 0, eq.High(block) * FieldSpans.Dot(workers.Level, run, eq.Low));
        });
        return sums.Take(0);
    }

    /// <summary>The multilinear extension of a column at a point of its height.</summary>
    public static Ext2 Evaluate(CpuColumn column, ReadOnlySpan<Ext2> point, Workers workers)
    {
        EqWeights eq = new(point, LogBlock);
        WorkerSums sums = new(workers.Count, 1);
        workers.For(eq.Blocks, (worker, block) =>
        {
            Span<ulong> buffer = stackalloc ulong[1 << LogBlock];
            ReadOnlySpan<ulong> run = column.Rows((long)block * eq.Low.Length, buffer[..eq.Low.Length]);
            sums.Add(worker, 0, eq.High(block) * FieldSpans.Dot(workers.Level, eq.Low, run));
        });
        return sums.Take(0);
    }

    /// <summary>The multilinear extension of each row at a point.</summary>
    public static Ext2[] EvaluateRows(MatrixRows rows, ReadOnlySpan<Ext2> point, Workers workers)
    {
        EqWeights eq = new(point, LogBlock);
        Ext2[] partial = new Ext2[workers.Count * rows.Count];
        workers.For(eq.Blocks, (worker, block) =>
        {
            Span<Ext2> sums = partial.AsSpan(worker * rows.Count, rows.Count);
            for (int row = 0; row < sums.Length; row++)
            {
                ReadOnlySpan<ulong> run = rows.At(row, block * eq.Low.Length, eq.Low.Length);
                sums[row] += eq.High(block) * FieldSpans.Dot(workers.Level, eq.Low, run);
            }
        });
        Ext2[] values = partial[..rows.Count];
        for (int i = values.Length; i < partial.Length; i++) { values[i % values.Length] += partial[i]; }
        return values;
    }
}
