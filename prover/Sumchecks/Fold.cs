using System.Runtime.InteropServices;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Lanes;
using FvmCompute.Prover.Matrices;

namespace FvmCompute.Prover.Sumchecks;

/// <summary>Binds the top variable of multilinear tables.</summary>
internal static class Fold
{
    private const int LogRun = 12;

    /// <summary>In place: the lower half holds the result.</summary>
    public static void Top(Ext2[] values, int length, Ext2 challenge, Workers workers)
    {
        int half = length / 2;
        workers.ForRuns(half, LogRun, (_, first, count) =>
        {
            FoldPass pass = new() { X = ref Lane.Words(values.AsSpan(first)), Half = (nuint)half, Factor = challenge };
            LanePass.Run(workers.Level, ref pass, count);
        });
    }

    /// <summary>A block of a column that is shifted up by <paramref name="shift"/> rows, its top variable bound.</summary>
    /// <param name="half">Rows from the lower to the upper half.</param>
    /// <param name="scratch">Twice as many words as there are sums.</param>
    public static void Rows(Column column, long first, long half, int shift, Ext2 challenge, Span<ulong> scratch, Span<Ext2> folded, CpuLevel level)
    {
        int count = folded.Length;
        MixedFoldPass pass = new()
        {
            Low = ref MemoryMarshal.GetReference(column.Rows(first + shift, scratch[..count])),
            High = ref MemoryMarshal.GetReference(column.Rows(first + half + shift, scratch.Slice(count, count))),
            Out = ref Lane.Words(folded),
            Factor = challenge,
        };
        LanePass.Run(level, ref pass, count);
    }
}
