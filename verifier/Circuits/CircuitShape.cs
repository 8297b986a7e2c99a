using System.Collections.Immutable;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Circuits;

/// <summary>What follows from a table's nodes alone.</summary>
/// <param name="UsedCurrent">The columns of <see cref="NodeKind.Current"/> nodes, sorted: these are opened.</param>
/// <param name="UsedNext">The columns of <see cref="NodeKind.Next"/> nodes, sorted: opened at the next row.</param>
public sealed record TableShape(ImmutableArray<ushort> UsedCurrent, ImmutableArray<ushort> UsedNext)
{
    /// <summary>Values opened per proof.</summary>
    public int OpenedValues => UsedCurrent.Length + UsedNext.Length;
}

/// <summary>What follows from a circuit alone; that it exists says that the circuit is well formed.</summary>
public sealed class CircuitShape
{
    private CircuitShape(ImmutableArray<TableShape> tables, int degree, Circuit circuit)
    {
        (Tables, Degree) = (tables, degree);
        ConstraintCount = circuit.Tables.Sum(t => t.Constraints.Length);
        MaxWidth = circuit.Tables.SelectMany(t => t.Interactions).Select(i => i.Message.Length).DefaultIfEmpty().Max();
        HasInteractions = MaxWidth > 0;
    }

    /// <summary>One per table.</summary>
    public ImmutableArray<TableShape> Tables { get; }

    /// <summary>D: coefficients sent per zerocheck round, 1..5.</summary>
    public int Degree { get; }

    /// <summary>Constraints of all tables.</summary>
    public int ConstraintCount { get; }

    /// <summary>Columns of the widest message; 0 without interactions.</summary>
    public int MaxWidth { get; }

    /// <summary>Whether there is anything to look up.</summary>
    public bool HasInteractions { get; }

    /// <summary>Checks everything that proof-system.md §6 asks of a circuit without its row counts.</summary>
    /// <returns>Null and the shape, or what is wrong.</returns>
    public static Rejection? TryAnalyse(Circuit circuit, out CircuitShape? shape)
    {
        shape = null;
        if (circuit.Tables.Length is < 1 or > CircuitLimits.Tables)
        {
            return Rejection.Of(Reason.Statement, "circuit tables", 0, $"1..{CircuitLimits.Tables}", circuit.Tables.Length);
        }

        if (circuit.Challenges > CircuitLimits.Challenges)
        {
            return Rejection.TooLarge(Reason.Statement, "circuit challenges", 0, CircuitLimits.Challenges, circuit.Challenges);
        }

        TableShape[] tables = new TableShape[circuit.Tables.Length];
        int degree = 1;
        for (int i = 0; i < tables.Length; i++)
        {
            TableAnalysis analysis = new(circuit, i);
            if (analysis.Run() is { } fault) { return fault; }
            tables[i] = analysis.Shape();
            degree = Math.Max(degree, analysis.Degree);
        }

        if ((CheckBuses(circuit) ?? CheckClaims(circuit) ?? CheckProducts(circuit)) is { } wrong) { return wrong; }
        shape = new([.. tables], degree, circuit);
        return null;
    }

    /// <summary>§6: all interactions of a bus are equally wide. By sorting: a hash table over bus numbers could be driven into quadratic time.</summary>
    private static Rejection? CheckBuses(Circuit circuit)
    {
        (uint Bus, int Width)[] buses = [.. circuit.Tables.SelectMany(t => t.Interactions).Select(i => (i.Bus, i.Message.Length))];
        Array.Sort(buses);
        for (int i = 1; i < buses.Length; i++)
        {
            if (buses[i].Bus == buses[i - 1].Bus && buses[i].Width != buses[i - 1].Width)
            {
                return Rejection.Of(Reason.Statement, "width of bus", buses[i].Bus, $"{buses[i - 1].Width} everywhere", buses[i].Width);
            }
        }

        return null;
    }

    /// <summary>§6: kind, column and public value exist. The row is checked with the row counts.</summary>
    private static Rejection? CheckClaims(Circuit circuit)
    {
        for (int i = 0; i < circuit.Claims.Length; i++)
        {
            LinearClaim claim = circuit.Claims[i];
            if (claim.Kind > ClaimKind.Sum) { return Rejection.TooLarge(Reason.Statement, "kind of claim", i, (ulong)ClaimKind.Sum, (ulong)claim.Kind); }
            if (CheckColumn(circuit, claim.Column, "claim", i) is { } fault) { return fault; }
            if (claim.PublicValue >= circuit.PublicValues)
            {
                return Rejection.Of(Reason.Statement, "public value of claim", i, $"below {circuit.PublicValues}", claim.PublicValue);
            }
        }

        return null;
    }

    /// <summary>§6: the three columns exist. Exponents are checked with the row counts.</summary>
    private static Rejection? CheckProducts(Circuit circuit)
    {
        for (int i = 0; i < circuit.Products.Length; i++)
        {
            MatrixProduct product = circuit.Products[i];
            Rejection? fault = CheckColumn(circuit, product.A, "factor A of product", i)
                ?? CheckColumn(circuit, product.B, "factor B of product", i)
                ?? CheckColumn(circuit, product.Y, "result of product", i);
            if (fault is not null) { return fault; }
        }

        return null;
    }

    private static Rejection? CheckColumn(Circuit circuit, TableColumn column, string what, int index)
    {
        if (column.Table >= circuit.Tables.Length)
        {
            return Rejection.Of(Reason.Statement, $"table of {what}", index, $"below {circuit.Tables.Length}", column.Table);
        }

        int columns = circuit.Tables[column.Table].ColumnCount;
        return column.Column < columns ? null : Rejection.Of(Reason.Statement, $"column of {what}", index, $"below {columns}", column.Column);
    }
}
