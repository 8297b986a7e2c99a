using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Far;

/// <summary>A polynomial that is folded on the host and committed to on the device.</summary>
internal sealed class FarFoldedPolynomial(IFoldedPolynomial host, FarProverSession session) : IFoldedPolynomial
{
    public int Variables => host.Variables;

    public IRowCommitment Commit(int folds, int rateLog) =>
        session.Commit(session.Import(new RowsShape(1 << folds, Variables - folds, ElementField.Extension), host.Coefficients()), rateLog);

    public Ext2 Evaluate(ReadOnlySpan<Ext2> point) => host.Evaluate(point);

    public void AddPoint(ReadOnlySpan<Ext2> point, Ext2 factor) => host.AddPoint(point, factor);

    public void AddPowers(ReadOnlySpan<uint> positions, int logDomain, ReadOnlySpan<Ext2> factors) => host.AddPowers(positions, logDomain, factors);

    public RoundSums Open() => host.Open();

    public RoundSums Bind(Ext2 challenge) => host.Bind(challenge);

    public void Finish(Ext2 challenge) => host.Finish(challenge);

    public Ext2[] Coefficients() => host.Coefficients();

    public void Dispose() => host.Dispose();
}
