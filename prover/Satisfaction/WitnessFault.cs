using System.Collections.Immutable;
using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Circuits;

namespace FvmCompute.Prover.Satisfaction;

/// <summary>
/// Where a witness breaks its circuit: one of <see cref="ConstraintFault"/>, <see cref="BusFault"/>, <see cref="ProductFault"/> and <see cref="ClaimFault"/>.
/// Elements in sentences are written as the signed integers that they stand for.
/// </summary>
public abstract record WitnessFault
{
    private protected WitnessFault(int table, long row) => (Table, Row) = (table, row);

    /// <summary>The number of the table.</summary>
    public int Table { get; }

    /// <summary>A row of the table.</summary>
    public long Row { get; }

    /// <summary>What would have been right.</summary>
    public abstract string Expected { get; }

    /// <summary>What was found.</summary>
    public abstract string Got { get; }

    /// <summary>What is wrong and where, in a sentence without a full stop.</summary>
    public sealed override string ToString() => $"{Describe()}: expected {Expected}, got {Got}";

    private protected abstract string Describe();

    private protected static string Signed(ulong element) => $"{Goldilocks.ToSigned(element)}";

    private protected static string Signed(Ext2 element) => element.B == 0 ? Signed(element.A) : "a polynomial in the challenges";
}

/// <summary>A cell that a constraint reads.</summary>
/// <param name="Column">The table's dataset columns come first, then the auxiliary ones.</param>
/// <param name="IsNext">Whether it is read at the next row.</param>
public readonly record struct ReadCell(int Column, bool IsNext, ulong Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(IsNext ? "next " : "")}column {Column} = {Goldilocks.ToSigned(Value)}";
}

/// <summary>A constraint is not 0 on a row of its domain: the first such row of the first such table.</summary>
/// <param name="Constraint">Its number in the table.</param>
/// <param name="Value">What it is on the row.</param>
/// <param name="Cells">What it reads there.</param>
public sealed record ConstraintFault(int Table, long Row, int Constraint, RowDomain Domain, ulong Value, ImmutableArray<ReadCell> Cells)
    : WitnessFault(Table, Row)
{
    private const int MostCells = 8;

    /// <inheritdoc/>
    public override string Expected => "0";

    /// <inheritdoc/>
    public override string Got => Signed(Value);

    private protected override string Describe()
    {
        string cells = string.Join(", ", Cells.Take(MostCells)), more = Cells.Length > MostCells ? ", …" : "";
        return $"constraint {Constraint} of table {Table} ({Domain.ToString().ToLowerInvariant()} row) does not hold on row {Row}"
            + (Cells.IsEmpty ? "" : $", where {cells}{more}");
    }
}

/// <summary>A message is sent more or less often than it is received.</summary>
/// <param name="Row">The first row that sends or receives it.</param>
/// <param name="Interaction">The number, in the table, of the interaction that does so.</param>
/// <param name="Message">The values on the bus.</param>
/// <param name="Sent">The sum of positive numerators, over all rows of all tables.</param>
/// <param name="Received">Minus the sum of negative ones. Where numerators depend on challenges all of them are counted as sent.</param>
public sealed record BusFault(int Table, long Row, int Interaction, uint Bus, ImmutableArray<ulong> Message, Ext2 Sent, Ext2 Received)
    : WitnessFault(Table, Row)
{
    private const int MostValues = 16;

    /// <inheritdoc/>
    public override string Expected => Signed(Sent);

    /// <inheritdoc/>
    public override string Got => Signed(Received);

    private protected override string Describe()
    {
        string values = string.Join(", ", Message.Take(MostValues).Select(Signed)), more = Message.Length > MostValues ? ", …" : "";
        return $"message ({values}{more}) on bus {Bus}, which occurs first in interaction {Interaction} of table {Table} on row {Row}, is not received as "
            + "often as it is sent";
    }
}

/// <summary>An entry of a matrix product is wrong: the first one.</summary>
/// <param name="Table">Of the result.</param>
/// <param name="Row">Of the entry, in the result's column.</param>
/// <param name="Product">The number of the product in the circuit.</param>
/// <param name="Right">What the factors give.</param>
/// <param name="Value">What the result says.</param>
public sealed record ProductFault(int Table, long Row, int Product, ulong Right, ulong Value) : WitnessFault(Table, Row)
{
    /// <inheritdoc/>
    public override string Expected => Signed(Right);

    /// <inheritdoc/>
    public override string Got => Signed(Value);

    private protected override string Describe() => $"matrix product {Product} is wrong on row {Row} of table {Table}, its result";
}

/// <summary>A claim about a column contradicts its public value.</summary>
/// <param name="Row">Of the cell; 0 for a sum.</param>
/// <param name="Claim">The number of the claim in the circuit.</param>
/// <param name="Stated">The public value.</param>
/// <param name="Value">What the column gives.</param>
public sealed record ClaimFault(int Table, long Row, int Claim, ClaimKind Kind, int Column, int PublicValue, ulong Stated, ulong Value)
    : WitnessFault(Table, Row)
{
    /// <inheritdoc/>
    public override string Expected => Signed(Stated);

    /// <inheritdoc/>
    public override string Got => Signed(Value);

    private protected override string Describe()
    {
        string place = Kind == ClaimKind.Sum ? "the sum" : $"row {Row}";
        return $"claim {Claim} is false: {place} of table {Table}, column {Column} is not public value {PublicValue}";
    }
}
