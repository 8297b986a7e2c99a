using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Proving;
using FvmCompute.Prover.Satisfaction;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary>The most memory that proving from files, or checking a witness, takes, known before it starts.</summary>
/// <param name="DatasetBytes">Matrices of the datasets; for a proof their trees too, and the work of making one.</param>
/// <param name="ProofBytes">What the prover's own plan says; for a check the matrix of the witness and the work.</param>
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

    internal static MemoryPlan OfProof(Instance instance, ProverOptions options, int threads, long columnBytes)
    {
        DatasetPlan[] datasets = [.. instance.DatasetLayouts.Select(layout => DatasetPlan.Of(layout, instance.Profile, options.Backend))];
        long datasetBytes = datasets.Sum(d => d.KeptBytes) + datasets.Select(d => d.WorkingBytes).DefaultIfEmpty().Max();
        long proofBytes = Math.Max(ProofPlan.Of(instance, options).PeakBytes, CheckBytes(instance, threads));
        return Of(datasetBytes, proofBytes, columnBytes);
    }

    internal static MemoryPlan OfCheck(Instance instance, int threads, long columnBytes)
    {
        long datasetBytes = instance.DatasetLayouts.Sum(layout => StackedMatrix.BytesOf(layout.RowCount, instance.Profile.LogRowLength));
        return Of(datasetBytes, CheckBytes(instance, threads), columnBytes);
    }

    /// <summary>Files of a hundred bytes can ask for terabytes: who gives no limit gets the memory of this machine, or of its container.</summary>
    /// <exception cref="CommandException">The plan is above the limit.</exception>
    internal void RequireBelow(long? limitBytes)
    {
        long limit = limitBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (TotalBytes <= limit) { return; }
        string allowed = limitBytes is null ? $"there are {Units.Bytes(limit)} here; --memory allows more" : $"--memory allows {Units.Bytes(limit)}";
        throw new CommandException($"this needs up to {Units.Bytes(TotalBytes)} of memory ({TotalBytes} bytes); {allowed}");
    }

    private static MemoryPlan Of(long datasetBytes, long proofBytes, long columnBytes)
    {
        long growth = GrowthBytes + ((datasetBytes + proofBytes + (2 * columnBytes)) / CollectorShare);
        return new(datasetBytes, proofBytes, 2 * columnBytes, Environment.WorkingSet + growth);
    }

    private static long CheckBytes(Instance instance, int threads) =>
        StackedMatrix.BytesOf(instance.AuxiliaryRows, instance.Profile.LogRowLength) + WitnessCheck.WorkingBytes(instance, threads);
}
