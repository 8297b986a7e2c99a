using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Primitives.Cpu;
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
        workers.ForRuns(half, LogRun, (_, first, count) => Run(values, first, half, count, challenge, workers.Level));
    }

    /// <summary>A run of entries, each with the entry <paramref name="half"/> further on.</summary>
    public static void Run(HostBlock values, long first, long half, int count, Ext2 challenge, CpuLevel level)
    {
        FoldPass pass = new() { X = ref values.From(first, first + count - 1 + half), Half = (nuint)half, Factor = challenge };
        LanePass.Run(level, ref pass, count);
    }

    /// <summary>A run of entries, each with the same constant in the upper half.</summary>
    public static void RunTo(HostBlock values, long first, Ext2 constant, int count, Ext2 challenge, CpuLevel level)
    {
        FoldToPass pass = new() { X = ref values.From(first, first + count - 1), High = constant, Factor = challenge };
        LanePass.Run(level, ref pass, count);
    }
}
