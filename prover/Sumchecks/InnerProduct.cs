using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Lanes;

namespace FvmCompute.Prover.Sumchecks;

/// <summary>One product f·w of a plain sumcheck.</summary>
/// <param name="f">2^n elements or more, overwritten.</param>
/// <param name="length">2^n.</param>
/// <param name="w">The weights: 2^n elements or more, overwritten.</param>
internal sealed class InnerProduct(Ext2[] f, int length, Ext2[] w, Workers workers)
{
    private const int LogRun = 12;

    private readonly WorkerSums _sums = new(workers.Count, 2);

    /// <summary>f and w when all variables are bound.</summary>
    public (Ext2 F, Ext2 W) Ends => (f[0], w[0]);

    /// <summary>Adds up the first round.</summary>
    public void Open(out Ext2 constant, out Ext2 square)
    {
        int step = length / 2;
        workers.ForRuns(step, LogRun, (worker, first, count) =>
        {
            InnerOpeningPass pass = new() { X = ref Lane.Words(f.AsSpan(first)), Y = ref Lane.Words(w.AsSpan(first)), Step = (nuint)step };
            LanePass.Run(workers.Level, ref pass, count);
            _sums.Add(worker, 0, pass.AtZero);
            _sums.Add(worker, 1, pass.Leading);
        });
        (constant, square) = (_sums.Take(0), _sums.Take(1));
    }

    /// <summary>Binds the top variable and adds up the next round.</summary>
    public void Bind(Ext2 challenge, out Ext2 constant, out Ext2 square)
    {
        length /= 2;
        int step = length / 2;
        workers.ForRuns(step, LogRun, (worker, first, count) =>
        {
            InnerRoundPass pass = new()
            {
                X = ref Lane.Words(f.AsSpan(first)),
                Y = ref Lane.Words(w.AsSpan(first)),
                Step = (nuint)step,
                Challenge = challenge,
            };
            LanePass.Run(workers.Level, ref pass, count);
            _sums.Add(worker, 0, pass.AtZero);
            _sums.Add(worker, 1, pass.Leading);
        });
        (constant, square) = (_sums.Take(0), _sums.Take(1));
    }

    /// <summary>Binds the top variable without another round.</summary>
    public void BindLast(Ext2 challenge)
    {
        Fold.Top(f, length, challenge, workers);
        Fold.Top(w, length, challenge, workers);
        length /= 2;
    }
}
