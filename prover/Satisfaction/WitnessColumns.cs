using FvmCompute.Kernels.Prover;
using FvmCompute.Kernels.Prover.Cpu.Satisfaction;
using FvmCompute.Prover.Matrices;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Satisfaction;

/// <summary>The columns of all tables, where they are stacked.</summary>
internal sealed class WitnessColumns
{
    private readonly Instance _instance;
    private readonly StackedMatrix[] _matrices;

    /// <param name="matrices">Of each dataset, then of the auxiliary columns.</param>
    /// <exception cref="ArgumentException">A matrix is not as large as the instance says.</exception>
    public WitnessColumns(Instance instance, StackedMatrix[] matrices)
    {
        (_instance, _matrices) = (instance, matrices);
        Require.Exactly(matrices.Length, instance.DatasetLayouts.Length + 1, "matrices, that of the auxiliary columns included");
        for (int i = 0; i < matrices.Length; i++)
        {
            Layout layout = i < instance.DatasetLayouts.Length ? instance.DatasetLayouts[i] : instance.AuxiliaryLayout;
            Require.Exactly(matrices[i].RowCount, layout.RowCount, $"rows of matrix {i}");
            Require.Exactly(matrices[i].LogRowLength, instance.Profile.LogRowLength, $"log₂ of a row's length in matrix {i}");
        }

        Matrix = new(instance, [.. matrices.Select(m => m.RowCount == 0 ? null : RowCheck.View(m.Shape, m.Cells))]);
    }

    /// <summary>As programs read them.</summary>
    public VirtualMatrix Matrix { get; }

    /// <summary>The rows of a column, padding left out.</summary>
    public ReadOnlySpan<ulong> Rows(TableColumn column)
    {
        (StackedMatrix matrix, ColumnRange range) = Find(column.Table, column.Column);
        return matrix.Cells.Span.Slice((int)range.Start, (int)_instance.Statement.RowCounts[column.Table]);
    }

    /// <summary>A cell of a padded column; those that are not stored are 0.</summary>
    public ulong Cell(int table, int column, long row)
    {
        (StackedMatrix matrix, ColumnRange range) = Find(table, column);
        return row < range.Stored ? matrix.Cells.Span[(int)(range.Start + row)] : 0;
    }

    private (StackedMatrix Matrix, ColumnRange Range) Find(int table, int column)
    {
        Table own = _instance.Circuit.Tables[table];
        int c = column >= own.DatasetColumns.Length ? _matrices.Length - 1 : own.DatasetColumns[column].Dataset;
        return (_matrices[c], Matrix.ColumnOf(table, column));
    }
}
