using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Matrices;

/// <summary>All rows of a proof, datasets first, then the auxiliary columns, and the tables' columns in them.</summary>
internal sealed class VirtualMatrix : IRowSource
{
    private readonly StackedMatrix[] _matrices;
    private readonly Instance _instance;

    /// <param name="matrices">One per commitment, in the order of the virtual matrix.</param>
    public VirtualMatrix(Instance instance, StackedMatrix[] matrices)
    {
        (_instance, _matrices) = (instance, matrices);
        Require.Exactly(matrices.Sum(m => m.RowCount), instance.MatrixRows, "rows of the committed matrices");
    }

    /// <summary>W.</summary>
    public int RowCount => _instance.MatrixRows;

    /// <summary>2^m elements.</summary>
    public ReadOnlySpan<ulong> Row(int row)
    {
        int c = CommitmentOf(row);
        return _matrices[c].Row(row - _instance.BaseRows[c]);
    }

    /// <summary>A table's column.</summary>
    public Column ColumnOf(int table, int column)
    {
        ColumnPlace place = _instance.Place(table, column);
        int auxiliary = column - _instance.Circuit.Tables[table].DatasetColumns.Length;
        int c = auxiliary >= 0 ? _instance.DatasetLayouts.Length : _instance.Circuit.Tables[table].DatasetColumns[column].Dataset;
        return _matrices[c].ColumnAt(place with { Row = place.Row - _instance.BaseRows[c] }, _instance.LogHeights[table]);
    }

    private int CommitmentOf(int row)
    {
        int c = _instance.BaseRows.Length - 1;
        while (_instance.BaseRows[c] > row) { c--; }
        return c;
    }
}
