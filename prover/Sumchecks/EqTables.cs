using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;
using FvmCompute.Prover.Lanes;

namespace FvmCompute.Prover.Sumchecks;

/// <summary>Whole tables of eq(point, ·), and sums against them that need no table.</summary>
internal static class EqTables
{
    private const int LogBlock = 10;

    /// <summary>table[b] += factor·eq(point, b).</summary>
    /// <param name="table">At least 2^n elements.</param>
    public static void Add(ReadOnlySpan<Ext2> point, Ext2 factor, Ext2[] table, Workers workers)
    {
        EqWeights eq = new(point, LogBlock);
        workers.For(eq.Blocks, (_, block) =>
        {
            Span<Ext2> target = table.AsSpan(block * eq.Low.Length, eq.Low.Length);
            FieldSpans.ScaleAdd(workers.Level, factor * eq.High(block), eq.Low, target);
        });
    }

    /// <summary>The multilinear extension of a table at a point.</summary>
    /// <param name="table">At least 2^n elements.</param>
    public static Ext2 Evaluate(Ext2[] table, ReadOnlySpan<Ext2> point, Workers workers)
    {
        EqWeights eq = new(point, LogBlock);
        WorkerSums sums = new(workers.Count, 1);
        workers.For(eq.Blocks, (worker, block) =>
        {
            ReadOnlySpan<Ext2> run = table.AsSpan(block * eq.Low.Length, eq.Low.Length);
            sums.Add(worker, 0, eq.High(block) * FieldSpans.Dot(workers.Level, run, eq.Low));
        });
        return sums.Take(0);
    }
}
