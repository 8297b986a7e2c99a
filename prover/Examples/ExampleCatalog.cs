namespace FvmCompute.Prover.Examples;

/// <summary>An example by its name.</summary>
/// <param name="MaxRows">The most rows it can be made with; at least 1.</param>
/// <param name="Make">Makes it with so many rows; equal numbers give equal examples.</param>
public sealed record ExampleEntry(string Name, string Description, int MaxRows, Func<int, ProofExample> Make);

/// <summary>The examples that there are.</summary>
public static class ExampleCatalog
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ExampleEntry> All { get; } =
    [
        new("sum", "the sum of a committed column, as a public value", ColumnSum.MaxRows, ColumnSum.Make),
        new(
            "compare", "on which rows x < y, by four range lookups each; the number of such rows as a public value",
            IntegerComparisons.MaxRows, IntegerComparisons.Make),
    ];
}
