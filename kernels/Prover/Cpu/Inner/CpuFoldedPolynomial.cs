using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Kernels.Prover.Cpu.Points;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu.Inner;

/// <inheritdoc cref="IFoldedPolynomial"/>
/// <param name="g">Coefficients; disposed with it, as are the weights.</param>
/// <param name="w">Weights.</param>
internal sealed class CpuFoldedPolynomial(HostBlock g, HostBlock w, int variables, CpuProverSession session, Workers workers) : IFoldedPolynomial
{
    private InnerProduct? _fold;
    private int _bound;

    public int Variables { get; private set; } = variables;

    private InnerProduct Fold => _fold ?? throw new InvalidOperationException("no fold was opened");

    public IRowCommitment Commit(int folds, int rateLog) =>
        session.CommitCopy(new RowsShape(1 << folds, Variables - folds, ElementField.Extension), g, rateLog);

    public Ext2 Evaluate(ReadOnlySpan<Ext2> point) => EqTables.Evaluate(g, Whole(point), workers);

    public void AddPoint(ReadOnlySpan<Ext2> point, Ext2 factor) => EqTables.Add(Whole(point), factor, w, workers);

    public void AddPowers(ReadOnlySpan<uint> positions, int logDomain, ReadOnlySpan<Ext2> factors) =>
        new DomainPoints(positions, logDomain, Variables).AddPowers(factors, w, workers);

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
}
