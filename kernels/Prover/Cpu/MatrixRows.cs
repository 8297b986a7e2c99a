namespace FvmCompute.Kernels.Prover.Cpu;

/// <summary>The rows of several matrices over F, numbered one after the other.</summary>
internal readonly struct MatrixRows
{
    private readonly (CpuFieldRows Matrix, int Row)[] _rows;

    public MatrixRows(IReadOnlyList<IFieldRows> matrices, int logRowLength)
    {
        foreach (IFieldRows matrix in matrices) { Require.Exactly(matrix.Shape.RowLog, logRowLength, "log₂ of a matrix' row length"); }
        _rows = [.. matrices.SelectMany(m => Enumerable.Range(0, m.Shape.Rows).Select(row => ((CpuFieldRows)m, row)))];
    }

    public int Count => _rows.Length;

    /// <summary>Elements of a row.</summary>
    public ReadOnlySpan<ulong> At(int row, int first, int count) => _rows[row].Matrix.Row(_rows[row].Row, first, count);
}
