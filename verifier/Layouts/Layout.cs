using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Layouts;

/// <summary>Columns of one height in a commitment.</summary>
public readonly record struct Block(ulong Rows, ushort Columns)
{
    /// <summary>log₂ of the padded height.</summary>
    public int LogHeight => CircuitLimits.LogHeight(Rows);
}

/// <summary>Where a column lies in the matrix.</summary>
/// <param name="Row">Its first matrix row.</param>
/// <param name="Chunks">Whole rows stored, for a tall column; 1 for a short one.</param>
/// <param name="Slot">A short column's place inside the row, in units of its padded height; -1 for a tall column.</param>
public readonly record struct ColumnPlace(int Row, int Chunks, int Slot)
{
    /// <summary>Whether the column fills whole rows.</summary>
    public bool IsTall => Slot < 0;
}

/// <summary>
/// How the columns of a commitment are stacked into rows of 2^m elements (proof-system.md §7): blocks by falling height, tall columns as whole rows,
/// then short ones as aligned slices. Takes memory per block, not per column or row.
/// </summary>
public sealed class Layout
{
    private readonly Block[] _blocks;
    private readonly int _logRowLength;

    /// <summary>First matrix row of a tall block; first cell of a short one, counted from the first matrix row that holds short columns.</summary>
    private readonly long[] _starts;

    private readonly int _tallRows;

    private Layout(Block[] blocks, int logRowLength, long[] starts, int tallRows, int rowCount)
    {
        (_blocks, _logRowLength, _starts, _tallRows, RowCount) = (blocks, logRowLength, starts, tallRows, rowCount);
    }

    /// <summary>Matrix rows.</summary>
    public int RowCount { get; }

    /// <summary>Stacks blocks, or says which bound they break. All counting is arithmetic: nothing is as large as a block claims to be.</summary>
    /// <param name="logRowLength">m, 0..30.</param>
    /// <param name="what">Names the commitment in a refusal.</param>
    public static Rejection? TryCreate(ReadOnlySpan<Block> blocks, int logRowLength, string what, out Layout? layout)
    {
        layout = null;
        if (CheckBlocks(blocks, what) is { } fault) { return fault; }

        Block[] own = blocks.ToArray();
        long[] starts = new long[own.Length];
        (long tallRows, long shortCells) = (0, 0);
        foreach (int b in Enumerable.Range(0, own.Length).OrderByDescending(i => own[i].LogHeight))
        {
            bool tall = own[b].LogHeight >= logRowLength;
            starts[b] = tall ? tallRows : shortCells;
            if (tall) { tallRows += own[b].Columns * ChunkCount(own[b].Rows, logRowLength); }
            else { shortCells += (long)own[b].Columns << own[b].LogHeight; }
        }

        long rows = tallRows + ((shortCells + (1L << logRowLength) - 1) >> logRowLength);
        if (rows > CircuitLimits.MatrixRows) { return TooMany($"matrix rows of {what}", 0, CircuitLimits.MatrixRows, (ulong)rows); }
        layout = new(own, logRowLength, starts, (int)tallRows, (int)rows);
        return null;
    }

    /// <summary>The place of a column.</summary>
    /// <param name="block">A block of this layout.</param>
    /// <param name="column">A column of the block.</param>
    public ColumnPlace Place(int block, int column)
    {
        Block own = _blocks[block];
        if (own.LogHeight >= _logRowLength)
        {
            int chunks = (int)ChunkCount(own.Rows, _logRowLength);
            return new((int)_starts[block] + (column * chunks), chunks, -1);
        }

        long cell = _starts[block] + ((long)column << own.LogHeight);
        long offset = cell & ((1L << _logRowLength) - 1);
        return new(_tallRows + (int)(cell >> _logRowLength), 1, (int)(offset >> own.LogHeight));
    }

    private static long ChunkCount(ulong rows, int logRowLength) => ((long)rows + (1L << logRowLength) - 1) >> logRowLength;

    /// <summary>Bounds every product in <see cref="TryCreate"/> by 2^46.</summary>
    private static Rejection? CheckBlocks(ReadOnlySpan<Block> blocks, string what)
    {
        if (blocks.Length > CircuitLimits.Blocks) { return TooMany($"blocks of {what}", 0, CircuitLimits.Blocks, (ulong)blocks.Length); }
        for (int i = 0; i < blocks.Length; i++)
        {
            Block block = blocks[i];
            if (block.LogHeight > CircuitLimits.LogRows) { return TooMany($"rows of {what}, block", i, 1UL << CircuitLimits.LogRows, block.Rows); }
            if (block.Columns > CircuitLimits.Columns) { return TooMany($"columns of {what}, block", i, CircuitLimits.Columns, block.Columns); }
        }

        return null;
    }

    private static Rejection TooMany(string where, int index, ulong limit, ulong got) => Rejection.TooLarge(Reason.Statement, where, index, limit, got);
}
