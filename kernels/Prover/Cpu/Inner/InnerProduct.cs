using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu.Inner;

/// <summary>One product f·w of a plain sumcheck, in place. The blocks stay the caller's.</summary>
/// <param name="length">2^n elements of both.</param>
internal sealed class InnerProduct(HostBlock f, HostBlock w, long length, Workers workers)
{
    private const int LogRun = 10;

    private readonly WorkerSums _sums = new(workers.Count, 2);

    /// <summary>f and w when all variables are bound.</summary>
    public (Ext2 F, Ext2 W) Ends => (f[0], w[0]);

    /// <summary>Adds up the first round.</summary>
    public RoundSums Open()
    {
        workers.ForRuns(length / 2, LogRun, AddRun);
        return new(_sums.Take(0), _sums.Take(1));
    }

    /// <summary>Binds the top variable and adds up the next round.</summary>
    public RoundSums Bind(Ext2 challenge)
    {
        length /= 2;
        long step = length / 2;
        workers.ForRuns(step, LogRun, (worker, first, count) =>
        {
            foreach (HostBlock values in (ReadOnlySpan<HostBlock>)[f, w])
            {
                Fold.Run(values, first, length, count, challenge, workers.Level);
                Fold.Run(values, first + step, length, count, challenge, workers.Level);
            }

            AddRun(worker, first, count);
        });
        return new(_sums.Take(0), _sums.Take(1));
    }

    /// <summary>Binds the top variable without another round.</summary>
    public void Finish(Ext2 challenge)
    {
        Fold.Top(f, length, challenge, workers);
        Fold.Top(w, length, challenge, workers);
        length /= 2;
    }

    private void AddRun(int worker, int first, int count)
    {
        long step = length / 2, last = first + count - 1 + step;
        InnerOpeningPass pass = new() { X = ref f.From(first, last), Y = ref w.From(first, last), Step = (nuint)step };
        LanePass.Run(workers.Level, ref pass, count);
        _sums.Add(worker, 0, pass.AtZero);
        _sums.Add(worker, 1, pass.Leading);
    }
}
