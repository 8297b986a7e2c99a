using System.Collections.Immutable;

namespace FvmCompute.Verifier.Circuits;

/// <summary>
/// The rows a constraint or interaction speaks about (proof-system.md §6); the protocol multiplies it on, so padding rows never matter. The numbers are the wire
/// encoding.
/// </summary>
public enum RowDomain : byte
{
    /// <summary>Rows 0..n−1.</summary>
    Every = 0,

    /// <summary>Rows 0..n−2.</summary>
    Transition = 1,

    /// <summary>Row 0, when there is one.</summary>
    First = 2,

    /// <summary>Row n−1, when there is one.</summary>
    Last = 3,
}

/// <summary>A column of a registered dataset: which dataset of the statement, which of its blocks, which column there.</summary>
public readonly record struct DatasetColumn(ushort Dataset, ushort Block, ushort Column);

/// <summary>A node that is 0 on its rows.</summary>
public readonly record struct Constraint(RowDomain Domain, uint Node);

/// <summary>A message that a row sends (positive numerator) or receives (negative): on every bus the numerators of each message cancel.</summary>
/// <param name="Numerator">A node.</param>
/// <param name="Message">Nodes, 1..64 and as many as every other interaction of the bus.</param>
public readonly record struct Interaction(RowDomain Domain, uint Bus, uint Numerator, ImmutableArray<uint> Message);

/// <summary>A table of a circuit (proof-system.md §6): its columns are the dataset columns, then the auxiliary ones (committed per proof).</summary>
/// <param name="DatasetColumns">Columns of blocks that have exactly as many rows as the table.</param>
/// <param name="AuxiliaryColumns">How many.</param>
/// <param name="Nodes">Operands are earlier nodes.</param>
public sealed record Table(
    ImmutableArray<DatasetColumn> DatasetColumns,
    ushort AuxiliaryColumns,
    ImmutableArray<Node> Nodes,
    ImmutableArray<Constraint> Constraints,
    ImmutableArray<Interaction> Interactions)
{
    /// <summary>Dataset and auxiliary columns together.</summary>
    public int ColumnCount => DatasetColumns.Length + AuxiliaryColumns;
}
