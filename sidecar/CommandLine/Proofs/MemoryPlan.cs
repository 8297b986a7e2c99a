using FvmCompute.Prover.Proving;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary>The most memory that proving from files takes, known before it starts.</summary>
/// <param name="DatasetBytes">Matrices and trees of the datasets, and the work of making one.</param>
/// <param name="ProofBytes">What the prover's own plan says.</param>
/// <param name="ColumnBytes">
/// Columns as they are read: each at most twice, where a claim is about it. One is needed at a time; when the others are collected is not ours to say.
/// </param>
/// <param name="ProcessBytes">Runtime and code: what the process takes already, and what it grows by on the way.</param>
public sealed record MemoryPlan(long DatasetBytes, long ProofBytes, long ColumnBytes, long ProcessBytes)
{
    /// <summary>Code that is compiled while proving, and tables of roots: 12 to 27 MiB were measured beyond a plan without them.</summary>
    private const long GrowthBytes = 48 << 20;

    /// <summary>One part in so many for the collector's own tables: 1.3 % of a plan of 11 GiB were measured.</summary>
    private const long CollectorShare = 50;

    /// <summary>All of them.</summary>
    public long TotalBytes => DatasetBytes + ProofBytes + ColumnBytes + ProcessBytes;

    internal static MemoryPlan Of(Instance instance, ProverOptions options, long columnBytes)
    {
        DatasetPlan[] datasets = [.. instance.DatasetLayouts.Select(layout => DatasetPlan.Of(layout, instance.Profile, options.Backend))];
        long datasetBytes = datasets.Sum(d => d.KeptBytes) + datasets.Select(d => d.WorkingBytes).DefaultIfEmpty().Max();
        long proofBytes = ProofPlan.Of(instance, options).PeakBytes;
        long growth = GrowthBytes + ((datasetBytes + proofBytes + (2 * columnBytes)) / CollectorShare);
        return new(datasetBytes, proofBytes, 2 * columnBytes, Environment.WorkingSet + growth);
    }

    /// <summary>Files of a hundred bytes can ask for terabytes: who gives no limit gets the memory of this machine, or of its container.</summary>
    /// <exception cref="CommandException">The plan is above the limit.</exception>
    internal void RequireBelow(long? limitBytes)
    {
        long limit = limitBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (TotalBytes <= limit) { return; }
        string allowed = limitBytes is null ? $"there are {Units.Bytes(limit)} here; --memory allows more" : $"--memory allows {Units.Bytes(limit)}";
        throw new CommandException($"the proof needs up to {Units.Bytes(TotalBytes)} of memory ({TotalBytes} bytes); {allowed}");
    }
}
