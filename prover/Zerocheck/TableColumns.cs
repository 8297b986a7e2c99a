using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Lanes;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Sumchecks;

namespace FvmCompute.Prover.Zerocheck;

/// <summary>The opened columns of a table, at this row and at the next, while their top variables are bound: over F from the matrix, then over K.</summary>
internal sealed class TableColumns(IReadOnlyList<(Column Column, int Shift)> columns, int logHeight)
{
    private readonly int _logHeight = logHeight;
    private Ext2[][] _folded = [];

    /// <summary>Columns, those of the next row included.</summary>
    public int Count => columns.Count;

    /// <summary>Variables not yet bound.</summary>
    public int Variables { get; private set; } = logHeight;

    /// <summary>Whether no variable is bound, so that values are in F.</summary>
    public bool IsBase => Variables == _logHeight;

    /// <summary>Rows of a column as it was committed.</summary>
    public ReadOnlySpan<ulong> Base(int column, long first, Span<ulong> buffer) => columns[column].Column.Rows(first + columns[column].Shift, buffer);

    /// <summary>Rows of a column with bound variables.</summary>
    public ReadOnlySpan<Ext2> Folded(int column, long first, int count) => _folded[column].AsSpan((int)first, count);

    /// <summary>Binds the top variable of all columns.</summary>
    public void Bind(Ext2 challenge, Workers workers)
    {
        Variables--;
        if (_folded.Length == 0) { BindBase(challenge, workers); }
        else
        {
            foreach (Ext2[] column in _folded) { Fold.Top(column, 2 << Variables, challenge, workers); }
        }
    }

    /// <summary>The value of a column when all variables are bound.</summary>
    public Ext2 Opening(int column)
    {
        if (_folded.Length != 0) { return _folded[column][0]; }
        Span<ulong> single = stackalloc ulong[1];
        return Base(column, 0, single)[0];
    }

    private void BindBase(Ext2 challenge, Workers workers)
    {
        const int LogRun = 10;
        _folded = new Ext2[columns.Count][];
        for (int c = 0; c < _folded.Length; c++) { _folded[c] = GC.AllocateUninitializedArray<Ext2>(1 << Variables); }
        workers.ForRuns(1L << Variables, LogRun, (_, first, count) =>
        {
            Span<ulong> scratch = stackalloc ulong[2 << LogRun];
            for (int c = 0; c < columns.Count; c++)
            {
                (Column column, int shift) = columns[c];
                Fold.Rows(column, first, 1L << Variables, shift, challenge, scratch, _folded[c].AsSpan(first, count), workers.Level);
            }
        });
    }
}
