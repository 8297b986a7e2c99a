using System.Runtime.InteropServices;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu;

/// <summary>A matrix in the caller's memory: over F or over K.</summary>
internal sealed class CpuFieldRows : IFieldRows
{
    private readonly ReadOnlyMemory<ulong> _words;
    private readonly ReadOnlyMemory<Ext2> _elements;

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

    public RowsShape Shape { get; }

    /// <summary>A row over F: the only coordinates of a row, or all its A, or all its B.</summary>
    /// <param name="buffer">A row's length; used where the words do not lie together.</param>
    public ReadOnlySpan<ulong> Plane(int plane, Span<ulong> buffer)
    {
        int length = 1 << Shape.RowLog;
        if (Shape.Field == ElementField.Base) { return _words.Span.Slice(plane * length, length); }
        ReadOnlySpan<ulong> row = MemoryMarshal.Cast<Ext2, ulong>(_elements.Span.Slice(plane / 2 * length, length));
        for (int i = 0; i < buffer.Length; i++) { buffer[i] = row[(2 * i) + (plane & 1)]; }
        return buffer;
    }

    public void Dispose()
    {
    }
}
