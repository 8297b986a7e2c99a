using System.Collections.Immutable;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Profiles;

namespace FvmCompute.Verifier.Statements;

/// <summary>
/// A statement with everything that follows from it. That it exists says that every bound and every shape of proof-system.md §6 holds, and that the
/// soundness ledger admits the sizes.
/// </summary>
public sealed partial class Instance
{
    private Instance(Statement statement, CircuitShape shape)
    {
        (Statement, Shape) = (statement, shape);
        LogHeights = [.. statement.RowCounts.Select(CircuitLimits.LogHeight)];
        MaxLogHeight = LogHeights.Max();
        ClaimCount = shape.Tables.Sum(t => t.OpenedValues) + Circuit.Claims.Length + (3 * Circuit.Products.Length) + statement.Datasets.Length;
        FirstSlots = PlaceInteractions(out int logInteractions);
        LogInteractions = logInteractions;
    }

    /// <summary>What is proven.</summary>
    public Statement Statement { get; }

    /// <summary>The circuit's opened columns and degrees.</summary>
    public CircuitShape Shape { get; }

    /// <summary>The statement's circuit.</summary>
    public Circuit Circuit => Statement.Circuit;

    /// <summary>The statement's profile.</summary>
    public Profile Profile => Statement.Profile;

    /// <summary>One per dataset.</summary>
    public ImmutableArray<Layout> DatasetLayouts { get; private set; }

    /// <summary>Of the auxiliary columns: block T holds those of table T.</summary>
    public Layout AuxiliaryLayout { get; private set; } = null!;

    /// <summary>The first virtual matrix row of each dataset, then of the auxiliary columns.</summary>
    public ImmutableArray<int> BaseRows { get; private set; }

    /// <summary>W: rows of the virtual matrix, 1..4096.</summary>
    public int MatrixRows { get; private set; }

    /// <summary>Rows of the auxiliary commitment; with 0 there is no such tree.</summary>
    public int AuxiliaryRows => AuxiliaryLayout.RowCount;

    /// <summary>h_T of each table.</summary>
    public ImmutableArray<int> LogHeights { get; }

    /// <summary>n_max: the largest h_T.</summary>
    public int MaxLogHeight { get; }

    /// <summary>n_g: log₂ of the leaves of the lookup tree, rounded up.</summary>
    public int LogInteractions { get; }

    /// <summary>Claims that the stacked reduction batches.</summary>
    public int ClaimCount { get; }

    /// <summary>
    /// The slot of each table's first interaction, in units of 2^h_T leaves; its further interactions follow. Slots are given by falling height (§9).
    /// </summary>
    public ImmutableArray<long> FirstSlots { get; }

    /// <summary>The sizes the ledger was computed for.</summary>
    public LedgerSizes Sizes => new(
        MatrixRows,
        LogInteractions,
        Shape.MaxWidth,
        Shape.ConstraintCount,
        Shape.Degree,
        ClaimCount,
        DatasetLayouts.Select(l => l.RowCount).Append(1).Max());

    /// <summary>Whether the integer rule that stands for the ledger on chains admits this statement.</summary>
    public bool IsAdmissibleOnChain =>
        MatrixRows <= Profile.MaxRows && LogInteractions <= 30 && Shape.ConstraintCount <= ushort.MaxValue && ClaimCount <= ushort.MaxValue;

    /// <summary>Where a table's column lies; rows count from the top of the virtual matrix.</summary>
    /// <param name="table">A table of the circuit.</param>
    /// <param name="column">A column of the table.</param>
    public ColumnPlace Place(int table, int column)
    {
        Table own = Circuit.Tables[table];
        if (column >= own.DatasetColumns.Length)
        {
            ColumnPlace auxiliary = AuxiliaryLayout.Place(table, column - own.DatasetColumns.Length);
            return auxiliary with { Row = auxiliary.Row + BaseRows[^1] };
        }

        DatasetColumn source = own.DatasetColumns[column];
        ColumnPlace place = DatasetLayouts[source.Dataset].Place(source.Block, source.Column);
        return place with { Row = place.Row + BaseRows[source.Dataset] };
    }

    private ImmutableArray<long> PlaceInteractions(out int logLeaves)
    {
        long[] slots = new long[Circuit.Tables.Length];
        long leaves = 0;
        foreach (int t in Enumerable.Range(0, slots.Length).OrderByDescending(t => LogHeights[t]))
        {
            slots[t] = leaves >> LogHeights[t];
            leaves += (long)Circuit.Tables[t].Interactions.Length << LogHeights[t];
        }

        logLeaves = CircuitLimits.LogHeight((ulong)leaves);
        return [.. slots];
    }
}
