using FvmCompute.Kernels.Prover;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Commitments;
using FvmCompute.Verifier.Layouts;

namespace FvmCompute.Prover.Matrices;

/// <summary>
/// The columns of a commitment, stacked into rows of 2^m elements of F, row after row (proof-system.md §7). Cells that no column covers are 0.
/// </summary>
public sealed class StackedMatrix : IRowSource
{
    private readonly ulong[] _cells;

    private StackedMatrix(ulong[] cells, int logRowLength) => (_cells, LogRowLength) = (cells, logRowLength);

    /// <summary>m.</summary>
    public int LogRowLength { get; }

    /// <summary>Rows.</summary>
    public int RowCount => _cells.Length >> LogRowLength;

    /// <summary>Only of a matrix with rows.</summary>
    internal RowsShape Shape => new(RowCount, LogRowLength, ElementField.Base);

    /// <summary>Bytes that a matrix of so many rows takes.</summary>
    public static long BytesOf(int rows, int logRowLength) => (long)rows << (logRowLength + 3);

    /// <summary>One row: 2^m elements.</summary>
    public ReadOnlySpan<ulong> Row(int row) => _cells.AsSpan(row << LogRowLength, 1 << LogRowLength);

    /// <summary>Encodes and commits to the rows; the matrix must live as long as the commitment.</summary>
    internal IRowCommitment Commit(IProverSession session, int rateLog)
    {
        if (RowCount == 0) { return new EmptyCommitment(LogRowLength + rateLog); }
        return session.Commit(session.Import(Shape, _cells), rateLog);
    }

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

    /// <summary>A column of this matrix.</summary>
    internal Column ColumnAt(ColumnPlace place, int logHeight)
    {
        int start = place.Row << LogRowLength;
        if (place.IsTall) { return new(_cells, start, place.Chunks << LogRowLength, logHeight); }
        return new(_cells, start + (place.Slot << logHeight), 1 << logHeight, logHeight);
    }

    private void Place(Block block, ColumnPlace place, ReadOnlySpan<ulong> column, string name)
    {
        Require.Between(column.Length, (long)block.Rows, 1L << block.LogHeight, $"length of {name}");
        for (int i = 0; i < column.Length; i++)
        {
            if (column[i] >= Goldilocks.Modulus) { Require.ThrowNotCanonical(name, i, column[i]); }
        }

        Column target = ColumnAt(place, block.LogHeight);
        column[..Math.Min(column.Length, target.Stored)].CopyTo(_cells.AsSpan(target.Start));
    }
}
