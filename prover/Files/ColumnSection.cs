using System.Runtime.InteropServices;
using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Layouts;

namespace FvmCompute.Prover.Files;

/// <summary>The columns that a file ends with: block by block, column by column, as many canonical elements as the block has rows.</summary>
internal static class ColumnSection
{
    /// <summary>Bytes of all columns: below 2^49 where the blocks keep the limits of a statement.</summary>
    public static long BytesOf(IEnumerable<Block> blocks) => blocks.Sum(BytesOf);

    /// <summary>The columns of each block, none of them read yet.</summary>
    /// <param name="start">Where the first column lies in the file.</param>
    /// <param name="what">Names a block in faults.</param>
    public static IReadOnlyList<ReadOnlyMemory<ulong>>[] Open(Stream file, long start, IReadOnlyList<Block> blocks, string what)
    {
        FileColumns[] columns = new FileColumns[blocks.Count];
        for (int b = 0; b < columns.Length; b++)
        {
            columns[b] = new(file, start, blocks[b], $"{what} {b}");
            start += BytesOf(blocks[b]);
        }

        return columns;
    }

    /// <exception cref="ArgumentException">A number of columns, a length or an element is wrong.</exception>
    public static void Write(Stream file, IReadOnlyList<Block> blocks, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<ulong>>> columns)
    {
        Require.Exactly(columns.Count, blocks.Count, "blocks of columns");
        for (int b = 0; b < blocks.Count; b++)
        {
            Require.Exactly(columns[b].Count, blocks[b].Columns, $"columns of block {b}");
            for (int c = 0; c < blocks[b].Columns; c++) { Write(file, columns[b][c].Span, blocks[b].Rows, $"block {b}, column {c}"); }
        }
    }

    private static void Write(Stream file, ReadOnlySpan<ulong> column, ulong rows, string name)
    {
        Require.Exactly(column.Length, (long)rows, $"length of {name}");
        for (int i = 0; i < column.Length; i++)
        {
            if (column[i] >= Goldilocks.Modulus) { Require.ThrowNotCanonical(name, i, column[i]); }
        }

        for (; column.Length > FileColumns.RunElements; column = column[FileColumns.RunElements..])
        {
            file.Write(MemoryMarshal.AsBytes(column[..FileColumns.RunElements]));
        }

        file.Write(MemoryMarshal.AsBytes(column));
    }

    private static long BytesOf(Block block) => (long)block.Rows * block.Columns * Goldilocks.Bytes;
}
