using FvmCompute.Primitives.Cpu;

namespace FvmCompute.Kernels.Prover.Cpu.Lanes;

/// <summary>
/// Splits passes into blocks and runs them on several threads. Blocks write their own places and add up in a field, so results do not depend on
/// who ran what.
/// </summary>
internal sealed class Workers(int threads, CpuLevel level, CancellationToken cancellation)
{
    /// <summary>Threads that may run a pass; worker numbers are below.</summary>
    public int Count { get; } = threads;

    /// <summary>For loops that are not cut in blocks.</summary>
    public ParallelOptions Options { get; } = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };

    /// <summary>The instruction set of all passes.</summary>
    public CpuLevel Level { get; } = level;

    /// <summary>Runs <paramref name="body"/>(worker, block) for every block; one worker runs one block at a time.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before the pass; a pass that has begun is finished.</exception>
    public void For(int blocks, Action<int, int> body)
    {
        cancellation.ThrowIfCancellationRequested();
        int workers = Math.Min(Count, blocks);
        if (workers <= 1)
        {
            for (int block = 0; block < blocks; block++) { body(0, block); }
            return;
        }

        int taken = -1;
        Parallel.For(0, workers, Options, worker =>
        {
            for (int block = Interlocked.Increment(ref taken); block < blocks; block = Interlocked.Increment(ref taken)) { body(worker, block); }
        });
    }

    /// <summary>Runs a body over [0, count) in runs of at most 2^<paramref name="logRun"/> neighbours: body(worker, first, length).</summary>
    public void ForRuns(long count, int logRun, Action<int, int, int> body)
    {
        int blocks = checked((int)((count + (1L << logRun) - 1) >> logRun));
        For(blocks, (worker, block) =>
        {
            long first = (long)block << logRun;
            body(worker, (int)first, (int)Math.Min(1L << logRun, count - first));
        });
    }
}
