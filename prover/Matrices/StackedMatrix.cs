using FvmCompute.Kernels.Prover;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Commitments;
using FvmCompute.Verifier.Layouts;

namespace FvmCompute.Prover.Matrices;

/// <summary>
/// The columns of a commitment, stacked into rows of 2^m elements of F, row after row (proof-system.md §7). Cells that no column covers are 0.
/// </summary>
public sealed class StackedMatrix
{
    private readonly ulong[] _cells;

    private StackedMatrix(ulong[] cells, int logRowLength) => (_cells, LogRowLength) = (cells, logRowLength);

    /// <summary>m.</summary>
    public int LogRowLength { get; }

    /// <summary>Rows.</summary>
    public int RowCount => _cells.Length >> LogRowLength;

    /// <summary>All rows, one after the other.</summary>
    internal ReadOnlyMemory<ulong> Cells => _cells;

    /// <summary>Only of a matrix with rows.</summary>
    internal RowsShape Shape => new(RowCount, LogRowLength, ElementField.Base);

    /// <summary>Bytes that a matrix of so many rows takes.</summary>
    public static long BytesOf(int rows, int logRowLength) => (long)rows << (logRowLength + 3);

    /// <summary>One row: 2^m elements.</summary>
    public ReadOnlySpan<ulong> Row(int row) => _cells.AsSpan(row << LogRowLength, 1 << LogRowLength);

    /// <summary>The rows for a device; none where there are no rows. The matrix must live as long.</summary>
    internal IFieldRows? Import(IProverSession session) => RowCount == 0 ? null : session.Import(Shape, _cells);

    /// <summary>Encodes and commits to rows.</summary>
    /// <param name="rows">What <see cref="Import"/> gave.</param>
    internal IRowCommitment Commit(IProverSession session, IFieldRows? rows, int rateLog) =>
        rows is null ? new EmptyCommitment(LogRowLength + rateLog) : session.Commit(rows, rateLog);

    /// <summary>Stacks columns.</summary>
    /// <param name="layout">Made of <paramref name="blocks"/>.</param>
    /// <param name="columns">
    /// One list per block, one column per block column: at least as many canonical elements as the block has rows. Up to the padded height, entries
    /// beyond the rows are committed too where the layout stores them; they mean nothing.
    /// </param>
    /// <exception cref="ArgumentException">A number of columns, a length, an element or the number of rows (2^31 − 57 elements) is out of range.</exception>
    public static StackedMatrix Stack(
        Layout layout, IReadOnlyList<Block> blocks, int logRowLength, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<ulong>>> columns)
    {
        Require.Exactly(columns.Count, blocks.Count, "blocks of columns");
        Require.Between(layout.RowCount, 0, Array.MaxLength >> logRowLength, "matrix rows of one commitment");
        StackedMatrix matrix = new(new ulong[layout.RowCount << logRowLength], logRowLength);
        for (int b = 0; b < blocks.Count; b++)
        {
            Require.Exactly(columns[b].Count, blocks[b].Columns, $"columns of block {b}");
            for (int c = 0; c < blocks[b].Columns; c++)
            {
                matrix.Place(blocks[b], layout.Place(b, c), columns[b][c].Span, $"block {b}, column {c}");
            }
        }

        return matrix;
    }

    /// <summary>Where a column's cells are in a matrix.</summary>
    /// <param name="place">Rows count from the matrix' first.</param>
    /// <param name="rows">The matrix on a device; none where there are no rows.</param>
    internal static ColumnRange ColumnAt(ColumnPlace place, int logRowLength, int logHeight, IFieldRows? rows)
    {
        long start = (long)place.Row << logRowLength;
        if (place.IsTall) { return new(place.Chunks == 0 ? null : rows, start, (long)place.Chunks << logRowLength, logHeight); }
        return new(rows, start + ((long)place.Slot << logHeight), 1L << logHeight, logHeight);
    }

    private void Place(Block block, ColumnPlace place, ReadOnlySpan<ulong> column, string name)
    {
        Require.Between(column.Length, (long)block.Rows, 1L << block.LogHeight, $"length of {name}");
        for (int i = 0; i < column.Length; i++)
        {
            if (column[i] >= Goldilocks.Modulus) { Require.ThrowNotCanonical(name, i, column[i]); }
        }

        ColumnRange target = ColumnAt(place, LogRowLength, block.LogHeight, rows: null);
        column[..(int)Math.Min(column.Length, target.Stored)].CopyTo(_cells.AsSpan((int)target.Start));
    }
}
