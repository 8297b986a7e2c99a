using FvmCompute.Kernels.Prover;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Files;
using FvmCompute.Prover.Proving;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Sidecar.Datasets;

/// <summary>A dataset file that was found: opened, its header read. The caller disposes.</summary>
/// <param name="Id">What it is when it is committed to.</param>
public sealed record FoundDataset(Digest Id, FileStream Stream, DatasetFile File) : IDisposable
{
    /// <summary>The record as far as the header tells: the sizes of a proof follow from it, its root and value do not.</summary>
    public Dataset Shape => new(default, File.Profile.LogRowLength, File.Profile.LogInverseRate, File.Blocks, File.Schema, Ext2.Zero);

    /// <summary>Bytes of memory that committing to the dataset takes: what it keeps, what the backend works with, one column.</summary>
    public static long PeakBytes(DatasetFile file, IProverBackend backend)
    {
        long column = file.Blocks.Select(block => (long)block.Rows).DefaultIfEmpty().Max() * Goldilocks.Bytes;
        return PlanOf(file, backend).TotalBytes + column;
    }

    /// <summary>Bytes of memory that the committed dataset holds.</summary>
    public static long KeptBytes(DatasetFile file, IProverBackend backend) => PlanOf(file, backend).KeptBytes;

    public void Dispose() => Stream.Dispose();

    /// <returns>Null with the reason when the file is no dataset file.</returns>
    internal static DatasetFile? TryOpen(FileStream stream, out Rejection? fault)
    {
        fault = FileStart.KindOf(stream) == ProofFileKind.Dataset ? null : new Rejection(Reason.Decode, "mark", 0, "FVMD", "other bytes");
        if (fault is not null) { return null; }
        fault = DatasetFile.TryOpen(stream, out DatasetFile? file);
        return file;
    }

    private static DatasetPlan PlanOf(DatasetFile file, IProverBackend backend) =>
        Layout.TryCreate(file.Blocks.AsSpan(), file.Profile.LogRowLength, "dataset", out Layout? layout) is { } fault
            ? throw new InvalidOperationException($"a dataset file was opened whose shape is refused: {fault}")
            : DatasetPlan.Of(layout!, file.Profile, backend);
}
