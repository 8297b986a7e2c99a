using FvmCompute.Prover.Proving;
using FvmCompute.Sidecar.Datasets;
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
        DatasetMemory[] datasets = [.. instance.DatasetLayouts.Select(layout => DatasetMemory.Of(layout, instance.Profile, options.Backend))];
        long datasetBytes = datasets.Sum(d => d.Kept) + datasets.Select(d => d.Working).DefaultIfEmpty().Max();
        return new(datasetBytes, ProofPlan.Of(instance, options).PeakBytes, 2 * columnBytes);
    }

    /// <exception cref="CommandException">The plan is above the limit.</exception>
    internal void RequireBelow(long? limitBytes)
    {
        if (limitBytes is not { } limit || TotalBytes <= limit) { return; }
        throw new CommandException($"the proof needs up to {Units.Bytes(TotalBytes)} of memory ({TotalBytes} bytes); --memory allows {Units.Bytes(limit)}");
    }
}
