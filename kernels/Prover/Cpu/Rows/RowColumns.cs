using System.Runtime.InteropServices;
using FvmCompute.Kernels.Prover.Cpu.Inner;
using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu.Rows;

/// <summary>The opened columns of a table, at this row and at the next, while their top variables are bound: over F from the matrix, then over K.</summary>
internal sealed class RowColumns(IReadOnlyList<OpenedColumn> columns, int logHeight) : IDisposable
{
    private const int LogRun = 10;

    private readonly CpuColumn[] _columns = [.. columns.Select(c => new CpuColumn(c))];
    private readonly int _logHeight = logHeight;
    private HostBlock[] _folded = [];

    /// <summary>Columns, those of the next row included.</summary>
    public int Count => _columns.Length;

    /// <summary>Variables not yet bound.</summary>
    public int Variables { get; private set; } = logHeight;

    /// <summary>Whether no variable is bound, so that values are in F.</summary>
    public bool IsBase => Variables == _logHeight;

    /// <summary>Bytes of the columns over K: half as high as the table.</summary>
    public static long Bytes(int columns, int logHeight) => logHeight == 0 ? 0 : columns * HostArena.ElementBlockBytes(1L << (logHeight - 1));

    /// <summary>Rows of a column as it was committed.</summary>
    public ReadOnlySpan<ulong> Base(int column, long first, Span<ulong> buffer) => _columns[column].Rows(first, buffer);

    /// <summary>Rows of a column with bound variables.</summary>
    public ReadOnlySpan<Ext2> Folded(int column, long first, int count) => _folded[column].At(first, count);

    /// <summary>Binds the top variable of all columns.</summary>
    public void Bind(Ext2 challenge, HostArena arena, Workers workers)
    {
        Variables--;
        if (_folded.Length == 0) { BindBase(challenge, arena, workers); }
        else
        {
            foreach (HostBlock column in _folded) { Fold.Top(column, 2L << Variables, challenge, workers); }
        }
    }

    /// <summary>The value of a column when all variables are bound.</summary>
    public Ext2 Opening(int column)
    {
        if (_folded.Length != 0) { return _folded[column][0]; }
        Span<ulong> single = stackalloc ulong[1];
        return Base(column, 0, single)[0];
    }

    public void Dispose()
    {
        foreach (HostBlock column in _folded) { column.Dispose(); }
    }

    private void BindBase(Ext2 challenge, HostArena arena, Workers workers)
    {
        _folded = new HostBlock[_columns.Length];
        for (int c = 0; c < _folded.Length; c++) { _folded[c] = arena.RentElements(1L << Variables); }
        workers.ForRuns(1L << Variables, LogRun, (_, first, count) =>
        {
            Span<ulong> scratch = stackalloc ulong[2 << LogRun];
            for (int c = 0; c < _columns.Length; c++) { BindRun(_columns[c], first, challenge, scratch, _folded[c].At(first, count), workers.Level); }
        });
    }

    private void BindRun(CpuColumn column, long first, Ext2 challenge, Span<ulong> scratch, Span<Ext2> folded, CpuLevel level)
    {
        MixedFoldPass pass = new()
        {
            Low = ref MemoryMarshal.GetReference(column.Rows(first, scratch[..folded.Length])),
            High = ref MemoryMarshal.GetReference(column.Rows(first + (1L << Variables), scratch.Slice(folded.Length, folded.Length))),
            Out = ref Lane.Words(folded),
            Factor = challenge,
        };
        LanePass.Run(level, ref pass, folded.Length);
    }
}
