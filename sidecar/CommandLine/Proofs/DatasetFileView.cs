using FvmCompute.Prover.Files;
using FvmCompute.Verifier.Layouts;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary>A dataset file's header.</summary>
internal sealed record DatasetFileView(
    string Kind, string File, byte M, byte R0, string Schema, IReadOnlyList<Block> Blocks, int MatrixRows, long ColumnBytes)
{
    public static DatasetFileView Of(string path, DatasetFile dataset)
    {
        byte m = dataset.Profile.LogRowLength;
        ProofPaths.Accept(path, Layout.TryCreate(dataset.Blocks.AsSpan(), m, "dataset", out Layout? layout));
        return new("dataset", path, m, dataset.Profile.LogInverseRate, $"{dataset.Schema}", dataset.Blocks, layout!.RowCount, dataset.ColumnBytes);
    }

    public void Print(TextWriter text)
    {
        text.WriteLine($"dataset file  {File}");
        text.WriteLine($"m, r0         {M}, {R0}: rows of 2^{M} elements, rate 1/{1 << R0}");
        text.WriteLine($"schema        {Schema}");
        foreach ((Block block, int b) in Blocks.Select((block, b) => (block, b)))
        {
            text.WriteLine($"block {b,-7} {block.Rows} rows, {block.Columns} columns");
        }

        text.WriteLine($"columns       {Units.Bytes(ColumnBytes)}, {MatrixRows} matrix rows");
        text.WriteLine("id            follows from committing to it: fvmcompute proof commit");
    }
}
