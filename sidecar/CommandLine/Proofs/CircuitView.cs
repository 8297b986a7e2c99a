using System.Collections.Immutable;
using FvmCompute.Prover.Circuits;
using FvmCompute.Verifier.Circuits;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary>A well-formed circuit.</summary>
/// <param name="Degree">D: coefficients per zerocheck round.</param>
internal sealed record CircuitView(
    string Kind,
    string File,
    string Hash,
    int Bytes,
    int PublicValues,
    int Challenges,
    int Degree,
    IReadOnlyList<TableView> Tables,
    IReadOnlyList<BusView> Buses,
    ImmutableArray<LinearClaim> Claims,
    ImmutableArray<MatrixProduct> Products)
{
    public static CircuitView Of(string path, Circuit circuit, CircuitShape shape) => new(
        "circuit", path, $"{circuit.Hash()}", circuit.Encode().Length, circuit.PublicValues, circuit.Challenges, shape.Degree,
        [.. circuit.Tables.Select((table, t) => TableView.Of(table, shape.Tables[t]))], BusView.Of(circuit), circuit.Claims, circuit.Products);

    public void Print(TextWriter text)
    {
        text.WriteLine($"circuit       {File}, {Units.Bytes(Bytes)}");
        text.WriteLine($"hash          {Hash}");
        PrintContent(text);
    }

    /// <summary>All but the name.</summary>
    public void PrintContent(TextWriter text)
    {
        text.WriteLine($"public values {PublicValues}, θ challenges {Challenges}, degree D = {Degree}");
        foreach ((TableView table, int t) in Tables.Select((table, t) => (table, t))) { table.Print(t, text); }
        foreach (BusView bus in Buses) { text.WriteLine($"bus {bus.Bus,-9} {bus.Interactions} interactions of {bus.Width} columns, in tables {string.Join(", ", bus.Tables)}"); }
        foreach ((LinearClaim claim, int i) in Claims.Select((claim, i) => (claim, i)))
        {
            string place = claim.Kind == ClaimKind.Sum ? "sum" : $"row {claim.Row}";
            text.WriteLine($"claim {i,-7} {place} of table {claim.Column.Table}, column {claim.Column.Column} is public value {claim.PublicValue}");
        }

        foreach ((MatrixProduct p, int i) in Products.Select((product, i) => (product, i)))
        {
            text.WriteLine($"product {i,-5} {Name(p.Y)} = {Name(p.A)} · {Name(p.B)}ᵀ: 2^{p.LogRows} × 2^{p.LogInner} times 2^{p.LogInner} × 2^{p.LogColumns}");
        }
    }

    private static string Name(TableColumn column) => $"[table {column.Table}, column {column.Column}]";
}

/// <summary>A table of a circuit.</summary>
/// <param name="OpenedCurrent">Columns that are opened at the row.</param>
/// <param name="OpenedNext">Columns that are opened at the next row.</param>
internal sealed record TableView(
    ImmutableArray<DatasetColumn> DatasetColumns,
    int AuxiliaryColumns,
    int Nodes,
    IReadOnlyList<ConstraintView> Constraints,
    IReadOnlyList<InteractionView> Interactions,
    IReadOnlyList<ushort> OpenedCurrent,
    IReadOnlyList<ushort> OpenedNext)
{
    public static TableView Of(Table table, TableShape shape)
    {
        byte[] degrees = NodeDegrees.Of(table);
        return new(
            table.DatasetColumns, table.AuxiliaryColumns, table.Nodes.Length,
            [.. table.Constraints.Select(c => new ConstraintView(c.Domain, degrees[c.Node]))],
            [.. table.Interactions.Select(i => InteractionView.Of(i, degrees))], shape.UsedCurrent, shape.UsedNext);
    }

    public void Print(int number, TextWriter text)
    {
        string datasets = string.Join(", ", DatasetColumns.Select(c => $"dataset {c.Dataset} block {c.Block} column {c.Column}"));
        text.WriteLine($"table {number,-7} {DatasetColumns.Length} dataset and {AuxiliaryColumns} auxiliary columns, {Nodes} nodes"
            + (datasets.Length > 0 ? $" ({datasets})" : ""));
        foreach (IGrouping<ConstraintView, ConstraintView> group in Constraints.GroupBy(c => c))
        {
            text.WriteLine($"  {group.Count()} × constraint of degree {group.Key.Degree} on {Rows(group.Key.Domain)}");
        }

        foreach (IGrouping<InteractionView, InteractionView> group in Interactions.GroupBy(i => i))
        {
            InteractionView i = group.Key;
            text.WriteLine($"  {group.Count()} × interaction on bus {i.Bus}: {i.Width} columns of degree {i.MessageDegree}, "
                + $"numerator of degree {i.NumeratorDegree}, on {Rows(i.Domain)}");
        }
    }

    private static string Rows(RowDomain domain) => domain switch
    {
        RowDomain.Every => "every row",
        RowDomain.Transition => "every row but the last",
        RowDomain.First => "the first row",
        _ => "the last row",
    };
}

/// <summary>A constraint; the selector of its rows adds one to the degree.</summary>
internal sealed record ConstraintView(RowDomain Domain, int Degree);

/// <summary>An interaction.</summary>
/// <param name="MessageDegree">Of the column with the highest.</param>
internal sealed record InteractionView(RowDomain Domain, uint Bus, int Width, int NumeratorDegree, int MessageDegree)
{
    public static InteractionView Of(Interaction interaction, byte[] degrees) => new(
        interaction.Domain, interaction.Bus, interaction.Message.Length, degrees[interaction.Numerator], interaction.Message.Max(node => degrees[node]));
}

/// <summary>A bus of a circuit.</summary>
internal sealed record BusView(uint Bus, int Width, int Interactions, IReadOnlyList<int> Tables)
{
    public static IReadOnlyList<BusView> Of(Circuit circuit) =>
    [
        .. circuit.Tables.SelectMany((table, t) => table.Interactions.Select(i => (Table: t, i.Bus, Width: i.Message.Length)))
            .GroupBy(i => i.Bus)
            .OrderBy(bus => bus.Key)
            .Select(bus => new BusView(bus.Key, bus.First().Width, bus.Count(), [.. bus.Select(i => i.Table).Distinct()])),
    ];
}
