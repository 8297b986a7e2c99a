using FvmCompute.Kernels.Prover;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Matrices;

/// <summary>All rows of a proof, datasets first, then the auxiliary columns, and the tables' columns in them.</summary>
internal sealed class VirtualMatrix
{
    private readonly IFieldRows?[] _matrices;
    private readonly Instance _instance;

    /// <param name="matrices">One per commitment, in the order of the virtual matrix; none where a commitment has no rows.</param>
    public VirtualMatrix(Instance instance, IFieldRows?[] matrices)
    {
        (_instance, _matrices) = (instance, matrices);
        Rows = [.. matrices.OfType<IFieldRows>()];
        Require.Exactly(Rows.Sum(m => m.Shape.Rows), instance.MatrixRows, "rows of the committed matrices");
    }

    /// <summary>The matrices that have rows: W rows in total.</summary>
    public IReadOnlyList<IFieldRows> Rows { get; }

    /// <summary>A table's column.</summary>
    public ColumnRange ColumnOf(int table, int column)
    {
        ColumnPlace place = _instance.Place(table, column);
        int auxiliary = column - _instance.Circuit.Tables[table].DatasetColumns.Length;
        int c = auxiliary >= 0 ? _instance.DatasetLayouts.Length : _instance.Circuit.Tables[table].DatasetColumns[column].Dataset;
        ColumnPlace own = place with { Row = place.Row - _instance.BaseRows[c] };
        return StackedMatrix.ColumnAt(own, _instance.Profile.LogRowLength, _instance.LogHeights[table], _matrices[c]);
    }

    /// <summary>The columns that a table opens: at this row, then, shifted by one, at the next.</summary>
    public OpenedColumn[] OpenedBy(int table)
    {
        TableShape shape = _instance.Shape.Tables[table];
        return
        [
            .. shape.UsedCurrent.Select(column => new OpenedColumn(ColumnOf(table, column), Shift: 0)),
            .. shape.UsedNext.Select(column => new OpenedColumn(ColumnOf(table, column), Shift: 1)),
        ];
    }
}
