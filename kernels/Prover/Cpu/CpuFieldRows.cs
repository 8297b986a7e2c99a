using System.Runtime.InteropServices;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu;

/// <summary>A matrix in the caller's memory or in a session's: over F or over K.</summary>
internal sealed class CpuFieldRows : IFieldRows
{
    /// <summary>Words that a thread copies at a time.</summary>
    private const int CopiedWords = 1 << 14;

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

    /// <param name="planes">Rows over F one after the other: of each row over K its coordinates A, then B. Disposed with the matrix.</param>
    public CpuFieldRows(RowsShape shape, HostBlock planes)
    {
        (Shape, _block) = (shape, planes);
        Require.Exactly(shape.Coordinates, 2, "words per element of a matrix over K");
        Require.Exactly(planes.Length, shape.Words * sizeof(ulong), "bytes of the matrix");
    }

    public RowsShape Shape { get; }

    /// <summary>Words that <see cref="Plane"/> needs: a row's length where the caller's memory has both coordinates side by side.</summary>
    public int BufferWords => _elements.IsEmpty ? 0 : 1 << Shape.RowLog;

    /// <summary>Cells of a matrix over F, row after row.</summary>
    public ReadOnlySpan<ulong> Cells(long start, int count) => _words.Span.Slice((int)start, count);

    /// <summary>Cells of one row of a matrix over F.</summary>
    public ReadOnlySpan<ulong> Row(int row, int first, int count) => Cells(((long)row << Shape.RowLog) + first, count);

    /// <summary>A row over F: the only coordinates of a row, or all its A, or all its B.</summary>
    /// <param name="buffer">At least <see cref="BufferWords"/>.</param>
    public ReadOnlySpan<ulong> Plane(int plane, Span<ulong> buffer)
    {
        int length = 1 << Shape.RowLog;
        if (_block is not null) { return _block.Words((long)plane << Shape.RowLog, length); }
        if (Shape.Field == ElementField.Base) { return Row(plane, 0, length); }
        CopyPlane(plane, 0, buffer[..length]);
        return buffer[..length];
    }

    /// <summary>The same; several threads copy where the words do not lie together.</summary>
    public ReadOnlyMemory<ulong> Plane(int plane, Memory<ulong> buffer, ParallelOptions threads)
    {
        int length = 1 << Shape.RowLog, run = Math.Min(length, CopiedWords);
        if (_block is not null) { return new HostBlockMemory<ulong>(_block, (long)plane << Shape.RowLog, length).Memory; }
        if (Shape.Field == ElementField.Base) { return _words.Slice(plane * length, length); }
        Parallel.For(0, length / run, threads, i => CopyPlane(plane, i * run, buffer.Span.Slice(i * run, run)));
        return buffer[..length];
    }

    /// <summary>One coordinate of elements: 0 for A, 1 for B.</summary>
    public static void Take(ReadOnlySpan<Ext2> elements, int coordinate, Span<ulong> plane)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<Ext2, ulong>(elements)[coordinate..];
        for (int i = 0; i < plane.Length; i++) { plane[i] = words[2 * i]; }
    }

    public void Dispose() => _block?.Dispose();

    private void CopyPlane(int plane, int first, Span<ulong> words) =>
        Take(_elements.Span.Slice(((plane / 2) << Shape.RowLog) + first, words.Length), plane & 1, words);
}
