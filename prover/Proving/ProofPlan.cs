using FvmCompute.Kernels.Prover;
using FvmCompute.Prover.LogUp;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Reduction;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Proving;

/// <summary>What a proof will take, known before it starts. The matrices and trees of datasets are there already and not counted.</summary>
/// <param name="MatrixBytes">The stacked auxiliary columns, on the host.</param>
/// <param name="Backend">The most bytes that the backend needs at one time.</param>
public sealed record ProofPlan(long MatrixBytes, ProverMemory Backend)
{
    /// <summary>Everything, for a backend that works in the host's memory.</summary>
    public long PeakBytes => MatrixBytes + Backend.HostBytes + Backend.DeviceBytes;

    /// <summary>The plan of a proof.</summary>
    public static ProofPlan Of(Instance instance, ProverOptions options) => new(
        StackedMatrix.BytesOf(instance.AuxiliaryRows, instance.Profile.LogRowLength), BackendMemory(instance, options.Backend));

    /// <summary>Device bytes of a matrix over F, its tree and the work of committing to it.</summary>
    internal static ProverMemory CommitBytes(IProverBackend backend, int rows, Profile profile) =>
        rows == 0 ? ProverMemory.Zero : ProverMemory.OfCommitment(backend, BaseShape(rows, profile), profile.LogInverseRate);

    private static RowsShape BaseShape(int rows, Profile profile) => new(rows, profile.LogRowLength, ElementField.Base);

    /// <summary>
    /// The auxiliary matrix and its tree stay. Phases come and go beside them; the last one keeps all oracles, and encodes any of the matrices once more when
    /// it opens them.
    /// </summary>
    private static ProverMemory BackendMemory(Instance instance, IProverBackend backend)
    {
        Profile profile = instance.Profile;
        (ProverMemory kept, ProverMemory encoding) = (ProverMemory.Zero, ProverMemory.Zero);
        if (instance.AuxiliaryRows > 0)
        {
            RowsShape shape = BaseShape(instance.AuxiliaryRows, profile);
            kept = backend.RowsBytes(shape) + backend.TreeBytes(shape, profile.LogInverseRate);
            encoding = backend.EncodingBytes(shape, profile.LogInverseRate);
        }

        ProverMemory folding = backend.PolynomialBytes(profile.LogRowLength);
        for (int i = 1; i <= profile.Levels; i++)
        {
            RowsShape shape = new(1 << profile.Folds[i - 1], profile.VariablesAfter(i), ElementField.Extension);
            folding += backend.OracleRowsBytes(shape) + backend.TreeBytes(shape, profile.RateLog(i));
            encoding = ProverMemory.Max(encoding, backend.EncodingBytes(shape, profile.RateLog(i)));
        }

        return kept + ProverMemory.Max(folding + encoding, PhaseMemory(instance, backend));
    }

    /// <summary>Lookups, constraints, products and the reduction: one after the other.</summary>
    private static ProverMemory PhaseMemory(Instance instance, IProverBackend backend)
    {
        ProverMemory most = backend.ReductionBytes(instance.Profile.LogRowLength, ClaimWeights.Shape(instance));
        if (instance.Shape.HasInteractions)
        {
            most = ProverMemory.Max(most, backend.FractionBytes(instance.LogInteractions, FractionPlans.UsedLeaves(instance)));
        }

        ProverMemory rows = ProverMemory.Zero;
        for (int t = 0; t < instance.LogHeights.Length; t++)
        {
            rows += backend.RowSumcheckBytes(instance.Shape.Tables[t].OpenedValues, instance.LogHeights[t]);
        }

        most = ProverMemory.Max(most, rows);
        return instance.Circuit.Products.Aggregate(most, (memory, p) => ProverMemory.Max(memory, backend.ProductBytes(p.LogInner)));
    }
}
