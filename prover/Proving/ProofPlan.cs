using FvmCompute.Kernels.Prover;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Reduction;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Proving;

/// <summary>What a proof will take, known before it starts. The matrices and trees of datasets are there already and not counted.</summary>
/// <param name="HostBytes">All large arrays that the prover makes, none taken to be freed before the end: so no matter when garbage is collected.</param>
/// <param name="DeviceBytes">The most bytes of matrices, trees and one running commitment at one time on the backend.</param>
public sealed record ProofPlan(long HostBytes, long DeviceBytes)
{
    /// <summary>Both, for a backend that works in the host's memory.</summary>
    public long PeakBytes => HostBytes + DeviceBytes;

    /// <summary>The plan of a proof.</summary>
    public static ProofPlan Of(Instance instance, ProverOptions options)
    {
        Profile profile = instance.Profile;
        long auxiliary = StackedMatrix.BytesOf(instance.AuxiliaryRows, profile.LogRowLength);
        long reduction = ClaimWeights.BytesOf(instance, options.MakeWorkers(CancellationToken.None));
        long host = auxiliary + LookupBytes(instance) + ZerocheckBytes(instance) + ProductBytes(instance) + reduction + FoldingBytes(profile);
        return new(host, DeviceBytesOf(instance, options.Backend));
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

    /// <summary>The factors and the result over K, and the column each is lifted from.</summary>
    private static long ProductBytes(Instance instance) => instance.Circuit.Products.Sum(
        p => (Ext2.Bytes + Goldilocks.Bytes)
            * ((1L << (p.LogRows + p.LogInner)) + (1L << (p.LogInner + p.LogColumns)) + (1L << (p.LogRows + p.LogColumns))));

    /// <summary>The eq table of u, which becomes the weights, the batched row, and what each level committed to.</summary>
    private static long FoldingBytes(Profile profile) =>
        (long)Ext2.Bytes * ((2L << profile.LogRowLength) + Enumerable.Range(0, profile.Levels).Sum(i => 1L << profile.VariablesAfter(i)));
}
