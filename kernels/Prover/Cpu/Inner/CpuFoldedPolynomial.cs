using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Kernels.Prover.Cpu.Inner;

/// <inheritdoc cref="IFoldedPolynomial"/>
/// <param name="g">Coefficients; disposed with it, as are the weights.</param>
/// <param name="w">Weights.</param>
internal sealed class CpuFoldedPolynomial(HostBlock g, HostBlock w, int variables, CpuProverSession session, Workers workers) : IFoldedPolynomial
{
    private const int LogPowers = 8;
    private const int LogRun = 13;

    private InnerProduct? _fold;
    private int _bound;

    public int Variables { get; private set; } = variables;

    private InnerProduct Fold => _fold ?? throw new InvalidOperationException("no fold was opened");

    public IRowCommitment Commit(int folds, int rateLog) =>
        session.CommitCopy(new RowsShape(1 << folds, Variables - folds, ElementField.Extension), g, rateLog);

    public Ext2 Evaluate(ReadOnlySpan<Ext2> point) => EqTables.Evaluate(g, Whole(point), workers);

    public void AddPoint(ReadOnlySpan<Ext2> point, Ext2 factor) => EqTables.Add(Whole(point), factor, w, workers);

    public void AddPowers(ReadOnlySpan<ulong> xs, ReadOnlySpan<Ext2> factors)
    {
        ulong[][] powers = new ulong[xs.Length][];
        for (int s = 0; s < powers.Length; s++) { powers[s] = Powers(xs[s]); }
        (ulong[] points, Ext2[] scales) = (xs.ToArray(), factors.ToArray());
        workers.ForRuns(1L << Variables, LogRun, (_, first, count) =>
        {
            for (int s = 0; s < points.Length; s++) { AddRun(powers[s], points[s], scales[s], first, w.At(first, count)); }
        });
    }

    public RoundSums Open()
    {
        (_fold, _bound) = (new(g, w, 1L << Variables, workers), 1);
        return _fold.Open();
    }

    public RoundSums Bind(Ext2 challenge)
    {
        _bound++;
        return Fold.Bind(challenge);
    }

    public void Finish(Ext2 challenge)
    {
        Fold.Finish(challenge);
        Variables -= _bound;
        _fold = null;
    }

    public Ext2[] Coefficients() => g.At(0, 1 << Variables).ToArray();

    public void Dispose()
    {
        g.Dispose();
        w.Dispose();
    }

    private ReadOnlySpan<Ext2> Whole(ReadOnlySpan<Ext2> point)
    {
        Require.Exactly(point.Length, Variables, "coordinates of the point");
        return point;
    }

    private void AddRun(ulong[] powers, ulong x, Ext2 factor, int first, Span<Ext2> run)
    {
        Ext2 scale = factor * Goldilocks.Power(x, (ulong)first);
        ulong stride = Goldilocks.Multiply(powers[^1], x);
        for (int at = 0; at < run.Length; at += powers.Length)
        {
            int count = Math.Min(powers.Length, run.Length - at);
            FieldSpans.ScaleAdd(workers.Level, scale, powers.AsSpan(0, count), run.Slice(at, count));
            scale *= stride;
        }
    }

    private static ulong[] Powers(ulong x)
    {
        ulong[] powers = new ulong[1 << LogPowers];
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++) { powers[i] = Goldilocks.Multiply(powers[i - 1], x); }
        return powers;
    }
}
