using FvmCompute.Kernels.Prover;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Proving;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary>The most memory that proving from files takes, known before it starts.</summary>
/// <param name="DatasetBytes">Matrices and trees of the datasets, and the work of making one.</param>
/// <param name="ProofBytes">What the prover's own plan says.</param>
/// <param name="ColumnBytes">
/// Columns as they are read: each at most twice, where a claim is about it. One is needed at a time; when the others are collected is not ours to say.
/// </param>
public sealed record MemoryPlan(long DatasetBytes, long ProofBytes, long ColumnBytes)
{
    /// <summary>All of them.</summary>
    public long TotalBytes => DatasetBytes + ProofBytes + ColumnBytes;

    internal static MemoryPlan Of(Instance instance, ProverOptions options, long columnBytes)
    {
        (long Kept, long Working)[] datasets = [.. instance.DatasetLayouts.Select(layout => OfDataset(layout, instance.Profile, options.Backend))];
        long datasetBytes = datasets.Sum(d => d.Kept) + datasets.Select(d => d.Working).DefaultIfEmpty().Max();
        return new(datasetBytes, ProofPlan.Of(instance, options).PeakBytes, 2 * columnBytes);
    }

    /// <exception cref="CommandException">The plan is above the limit.</exception>
    internal void RequireBelow(long? limitBytes)
    {
        if (limitBytes is not { } limit || TotalBytes <= limit) { return; }
        throw new CommandException($"the proof needs up to {Units.Bytes(TotalBytes)} of memory ({TotalBytes} bytes); --memory allows {Units.Bytes(limit)}");
    }

    internal static (long Kept, long Working) OfDataset(Layout layout, Profile profile, IProverBackend backend)
    {
        if (layout.RowCount == 0) { return default; }
        RowsShape shape = new(layout.RowCount, profile.LogRowLength, ElementField.Base);
        ProverMemory kept = backend.RowsBytes(shape) + backend.TreeBytes(shape, profile.LogInverseRate);
        ProverMemory working = backend.EncodingBytes(shape, profile.LogInverseRate);
        return (StackedMatrix.BytesOf(layout.RowCount, profile.LogRowLength) + kept.DeviceBytes + kept.HostBytes, working.DeviceBytes + working.HostBytes);
    }
}
