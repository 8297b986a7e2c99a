using System.CommandLine;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Prover.Files;
using FvmCompute.Prover.Proving;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary><c>proof commit DATASET</c>: what a consumer has to know of a dataset.</summary>
internal static class CommitCommand
{
    public static Command Build()
    {
        var command = new Command("commit", "commit to a dataset file and print the dataset's id and record, which proofs about it name");
        Argument<string> file = new("dataset") { Description = "dataset file" };
        command.Arguments.Add(file);
        var settings = new SettingOptions(command, "threads");
        command.Runs((result, output, cancellation) => Task.Run(
            () =>
            {
                int threads = settings.Read(result).Threads;
                output.Result(Commit(result.GetValue(file)!, output, threads, cancellation), (record, text) => record.Print(text));
                return 0;
            },
            cancellation));
        return command;
    }

    private static RecordView Commit(string path, Output output, int threads, CancellationToken cancellation)
    {
        using FileStream stream = ProofPaths.Open(path);
        ProofPaths.Accept(path, DatasetFile.TryOpen(stream, out DatasetFile? file));
        using CpuProverBackend backend = new(new MemoryBudget("cpu", long.MaxValue), threads);
        using PhaseClock clock = new(output);
        clock.Begin("commitment");
        try
        {
            ProverOptions options = new(backend);
            using CommittedDataset dataset =
                CommittedDataset.Register(file!.Profile, file.Blocks, file.Columns, file.Schema, options, cancellation);
            clock.End();
            return RecordView.Of(path, dataset, clock.Phases[0].Seconds);
        }
        catch (ProofFileException error)
        {
            throw new CommandException($"{path}: {error.Message}");
        }
    }

    private sealed record RecordView(
        string File,
        string DatasetId,
        string Record,
        string Root,
        byte M,
        byte R0,
        IReadOnlyList<Block> Blocks,
        string Schema,
        string OutOfDomainValue,
        int MatrixRows,
        double Seconds)
    {
        public static RecordView Of(string path, CommittedDataset dataset, double seconds)
        {
            Dataset record = dataset.Record;
            return new(
                path, $"{record.Id()}", Convert.ToHexStringLower(record.Encode()), $"{record.Root}", record.LogRowLength, record.LogInverseRate,
                record.Blocks, $"{record.Schema}", $"{record.OutOfDomainValue}", dataset.Matrix.RowCount, seconds);
        }

        public void Print(TextWriter text)
        {
            text.WriteLine($"dataset id    {DatasetId}");
            text.WriteLine($"root          {Root}");
            text.WriteLine($"m, r0         {M}, {R0}");
            foreach (Block block in Blocks) { text.WriteLine($"block         {block.Rows} rows, {block.Columns} columns"); }
            text.WriteLine($"schema        {Schema}");
            text.WriteLine($"value at z    {OutOfDomainValue}");
            text.WriteLine($"record        {Record}");
            text.WriteLine($"committed     {MatrixRows} matrix rows in {Units.Duration(TimeSpan.FromSeconds(Seconds))}");
        }
    }
}
