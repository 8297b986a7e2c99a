using System.Runtime.InteropServices;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu;

/// <summary>A matrix in the caller's memory or in a session's: over F or over K.</summary>
internal sealed class CpuFieldRows : IFieldRows
{
    private readonly ReadOnlyMemory<ulong> _words;
    private readonly ReadOnlyMemory<Ext2> _elements;
    private readonly HostBlock? _block;

    public CpuFieldRows(RowsShape shape, ReadOnlyMemory<ulong> words)
    {
        (Shape, _words) = (shape, words);
        Require.Exactly(shape.Coordinates, 1, "words per element of a matrix over F");
        Require.Exactly(words.Length, shape.Words, "words of the matrix");
    }

    public CpuFieldRows(RowsShape shape, ReadOnlyMemory<Ext2> elements)
    {
        (Shape, _elements) = (shape, elements);
        Require.Exactly(shape.Coordinates, 2, "words per element of a matrix over K");
        Require.Exactly(2L * elements.Length, shape.Words, "words of the matrix");
    }

    /// <param name="block">Elements of K; disposed with the matrix.</param>
    public CpuFieldRows(RowsShape shape, HostBlock block)
    {
        (Shape, _block) = (shape, block);
        Require.Exactly(shape.Coordinates, 2, "words per element of a matrix over K");
        Require.Exactly(2 * block.Elements, shape.Words, "words of the matrix");
    }

    public RowsShape Shape { get; }

    /// <summary>Cells of a matrix over F, row after row.</summary>
    public ReadOnlySpan<ulong> Cells(long start, int count) => _words.Span.Slice((int)start, count);

    /// <summary>Cells of one row of a matrix over F.</summary>
    public ReadOnlySpan<ulong> Row(int row, int first, int count) => Cells(((long)row << Shape.RowLog) + first, count);

    /// <summary>A row over F: the only coordinates of a row, or all its A, or all its B.</summary>
    /// <param name="buffer">A row's length; used where the words do not lie together.</param>
    public ReadOnlySpan<ulong> Plane(int plane, Span<ulong> buffer)
    {
        int length = 1 << Shape.RowLog;
        if (Shape.Field == ElementField.Base) { return Row(plane, 0, length); }
        long start = (long)(plane / 2) << Shape.RowLog;
        ReadOnlySpan<Ext2> elements = _block is null ? _elements.Span.Slice((int)start, length) : _block.At(start, length);
        ReadOnlySpan<ulong> row = MemoryMarshal.Cast<Ext2, ulong>(elements);
        for (int i = 0; i < buffer.Length; i++) { buffer[i] = row[(2 * i) + (plane & 1)]; }
        return buffer;
    }

    public void Dispose() => _block?.Dispose();
}
