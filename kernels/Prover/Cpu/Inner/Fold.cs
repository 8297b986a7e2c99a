using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu.Inner;

/// <summary>Binds the top variable of multilinear tables.</summary>
internal static class Fold
{
    private const int LogRun = 12;

    /// <summary>In place: the lower half holds the result.</summary>
    public static void Top(HostBlock values, long length, Ext2 challenge, Workers workers)
    {
        long half = length / 2;
        workers.ForRuns(half, LogRun, (_, first, count) =>
        {
            FoldPass pass = new() { X = ref values.From(first, first + count - 1 + half), Half = (nuint)half, Factor = challenge };
            LanePass.Run(workers.Level, ref pass, count);
        });
    }
}
