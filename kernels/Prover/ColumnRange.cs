namespace FvmCompute.Kernels.Prover;

/// <summary>A table column inside a matrix over F: stored cells, then zeros up to 2^LogHeight.</summary>
/// <param name="Matrix">None where nothing is stored.</param>
/// <param name="Start">Cell of the matrix, row after row.</param>
/// <param name="Stored">Cells, at most 2^LogHeight.</param>
public readonly record struct ColumnRange(IFieldRows? Matrix, long Start, long Stored, int LogHeight);

/// <summary>A column as a table opens it.</summary>
/// <param name="Shift">0: at this row; 1: at the next, the last row's next being 0.</param>
public readonly record struct OpenedColumn(ColumnRange Column, int Shift);

/// <summary>Rows <paramref name="From"/>.. up to, not including, <paramref name="To"/>: where an output counts. Negative ends mean 0.</summary>
public readonly record struct RowSpan(long From, long To);
