namespace FvmCompute.Prover.Examples;

/// <summary>An example by its name.</summary>
/// <param name="Make">Makes it with so many rows; equal numbers give equal examples.</param>
public sealed record ExampleEntry(string Name, string Description, Func<int, ProofExample> Make);

/// <summary>The examples that there are.</summary>
public static class ExampleCatalog
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ExampleEntry> All { get; } =
    [
        new("sum", "the sum of a committed column, as a public value", ColumnSum.Make),
        new("compare", "x < y on every row, by four range lookups each; the number of such rows as a public value", IntegerComparisons.Make),
    ];
}
