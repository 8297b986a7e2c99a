using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Matrices;

/// <summary>The columns that a table opens: at this row, then, shifted by one, at the next.</summary>
internal static class OpenedColumns
{
    public static IEnumerable<(Column Column, int Shift)> Of(Instance instance, VirtualMatrix matrix, int table)
    {
        TableShape shape = instance.Shape.Tables[table];
        foreach (ushort column in shape.UsedCurrent) { yield return (matrix.ColumnOf(table, column), 0); }
        foreach (ushort column in shape.UsedNext) { yield return (matrix.ColumnOf(table, column), 1); }
    }
}
