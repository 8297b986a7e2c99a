using FvmCompute.Prover.Files;
using FvmCompute.Verifier.Layouts;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary>A witness file's header.</summary>
/// <param name="PublicValues">Elements as text; null: to be derived.</param>
internal sealed record WitnessFileView(string Kind, string File, IReadOnlyList<Block> Tables, IReadOnlyList<string?> PublicValues, long ColumnBytes)
{
    public static WitnessFileView Of(string path, WitnessFile witness) =>
        new("witness", path, witness.Tables, [.. witness.PublicValues.Select(v => v?.ToString())], witness.ColumnBytes);

    public void Print(TextWriter text)
    {
        text.WriteLine($"witness file  {File}");
        foreach ((Block table, int t) in Tables.Select((table, t) => (table, t)))
        {
            text.WriteLine($"table {t,-7} {table.Rows} rows, {table.Columns} auxiliary columns");
        }

        foreach ((string? value, int i) in PublicValues.Select((value, i) => (value, i)))
        {
            text.WriteLine($"public {i,-6} {(value is null ? "to be derived" : $"{new FieldValue(ulong.Parse(value))}")}");
        }

        text.WriteLine($"columns       {Units.Bytes(ColumnBytes)}");
    }
}
