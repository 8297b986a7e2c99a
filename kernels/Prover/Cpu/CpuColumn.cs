namespace FvmCompute.Kernels.Prover.Cpu;

/// <summary>A column of a matrix in the host's memory, at this row or at a later one.</summary>
internal readonly struct CpuColumn
{
    private readonly CpuFieldRows? _matrix;
    private readonly long _start;
    private readonly long _stored;

    public CpuColumn(OpenedColumn opened)
    {
        (_matrix, _start, _stored) = ((CpuFieldRows?)opened.Column.Matrix, opened.Column.Start + opened.Shift, opened.Column.Stored - opened.Shift);
        if (_matrix is null) { Require.Exactly(opened.Column.Stored, 0, "cells of a column without a matrix"); }
    }

    public CpuColumn(ColumnRange column)
        : this(new OpenedColumn(column, Shift: 0))
    {
    }

    /// <summary>Rows <paramref name="first"/>.. of the padded column, straight from the matrix or, where zeros are among them, from the buffer.</summary>
    /// <param name="buffer">As many words as are asked for.</param>
    public ReadOnlySpan<ulong> Rows(long first, Span<ulong> buffer)
    {
        int stored = (int)Math.Clamp(_stored - first, 0, buffer.Length);
        ReadOnlySpan<ulong> cells = stored == 0 ? [] : _matrix!.Cells(_start + first, stored);
        if (stored == buffer.Length) { return cells; }
        cells.CopyTo(buffer);
        buffer[stored..].Clear();
        return buffer;
    }
}
