using FvmCompute.Kernels.Prover;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Matrices;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Proving;

/// <summary>What a proof will take, known before it starts. The matrices and trees of datasets are there already and not counted.</summary>
/// <param name="HostBytes">The most bytes of the prover's own arrays at one time.</param>
/// <param name="DeviceBytes">The most bytes of matrices, trees and one running commitment at one time on the backend.</param>
public sealed record ProofPlan(long HostBytes, long DeviceBytes)
{
    /// <summary>Both, for a backend that works in the host's memory.</summary>
    public long PeakBytes => HostBytes + DeviceBytes;

    /// <summary>The plan of a proof.</summary>
    public static ProofPlan Of(Instance instance, ProverOptions options)
    {
        Profile profile = instance.Profile;
        long row = (long)Ext2.Bytes << profile.LogRowLength;
        long levels = Enumerable.Range(1, profile.Levels).Sum(i => (long)Ext2.Bytes << profile.VariablesAfter(i - 1));
        long folding = (2 * row) + levels;
        long phases = Math.Max(Math.Max(LookupBytes(instance), ZerocheckBytes(instance)), Math.Max(ReductionBytes(instance, row), folding));
        long auxiliary = StackedMatrix.BytesOf(instance.AuxiliaryRows, profile.LogRowLength);
        return new(auxiliary + phases, DeviceBytesOf(instance, options.Backend));
    }

    /// <summary>Device bytes of a matrix over F, its tree and the work of committing to it.</summary>
    internal static long CommitBytes(IProverBackend backend, int rows, Profile profile) =>
        rows == 0 ? 0 : Sum(Commitment(backend, new(rows, profile.LogRowLength, ElementField.Base), profile.LogInverseRate));

    private static long DeviceBytesOf(Instance instance, IProverBackend backend)
    {
        Profile profile = instance.Profile;
        List<(long Kept, long Working)> commitments = [];
        if (instance.AuxiliaryRows > 0)
        {
            commitments.Add(Commitment(backend, new(instance.AuxiliaryRows, profile.LogRowLength, ElementField.Base), profile.LogInverseRate));
        }

        for (int i = 1; i <= profile.Levels; i++)
        {
            commitments.Add(Commitment(backend, new(1 << profile.Folds[i - 1], profile.VariablesAfter(i), ElementField.Extension), profile.RateLog(i)));
        }

        return commitments.Sum(c => c.Kept) + commitments.Max(c => c.Working);
    }

    private static (long Kept, long Working) Commitment(IProverBackend backend, RowsShape shape, int rateLog)
    {
        CommitMemory memory = backend.CommitBytes(shape, rateLog);
        return (backend.RowsBytes(shape) + memory.Kept, memory.Working);
    }

    private static long Sum((long Kept, long Working) bytes) => bytes.Kept + bytes.Working;

    /// <summary>Numerators and denominators of all layers: twice the leaves.</summary>
    private static long LookupBytes(Instance instance) =>
        instance.Shape.HasInteractions ? 4L * Ext2.Bytes << instance.LogInteractions : 0;

    /// <summary>The opened columns over K, half as high as the tables.</summary>
    private static long ZerocheckBytes(Instance instance)
    {
        long bytes = 0;
        for (int t = 0; t < instance.LogHeights.Length; t++)
        {
            bytes += (long)instance.Shape.Tables[t].OpenedValues * Ext2.Bytes << Math.Max(0, instance.LogHeights[t] - 1);
        }

        return bytes;
    }

    /// <summary>Two arrays for every kernel and place, or for every row, whichever are fewer.</summary>
    private static long ReductionBytes(Instance instance, long row)
    {
        Circuit circuit = instance.Circuit;
        int heights = instance.LogHeights.Distinct().Count();
        long kernels = (4L * heights) + circuit.Claims.Length + (3 * circuit.Products.Length) + instance.Statement.Datasets.Length;
        return 3 * row * Math.Min(kernels, instance.MatrixRows);
    }
}
