using System.Collections;
using System.Runtime.InteropServices;
using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Prover.Files;

/// <summary>
/// The columns of one block in a file. Each is read anew whenever it is asked for, so that one column is in memory at a time where a dataset is stacked
/// from them. Not thread-safe; the stream is the caller's and must stay open.
/// </summary>
internal sealed class FileColumns(Stream file, long start, Block block, string name) : IReadOnlyList<ReadOnlyMemory<ulong>>
{
    /// <summary>Elements per read: 1 MiB, so that a read stays far below the 2 GiB that a span of bytes can name.</summary>
    public const int RunElements = 1 << 17;

    public int Count => block.Columns;

    /// <exception cref="ProofFileException">The file ends inside the column, or an element is not canonical.</exception>
    public ReadOnlyMemory<ulong> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return Read(start + (index * (long)block.Rows * Goldilocks.Bytes), $"{name}, column {index}");
        }
    }

    public IEnumerator<ReadOnlyMemory<ulong>> GetEnumerator()
    {
        for (int i = 0; i < Count; i++) { yield return this[i]; }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ulong[] Read(long offset, string where)
    {
        ulong[] column = new ulong[block.Rows];
        file.Position = offset;
        for (int first = 0; first < column.Length; first += RunElements)
        {
            Span<ulong> run = column.AsSpan(first, Math.Min(RunElements, column.Length - first));
            ReadRun(run, offset + ((long)first * Goldilocks.Bytes), where);
        }

        return column;
    }

    private void ReadRun(Span<ulong> run, long offset, string where)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(run);
        int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (read < bytes.Length) { throw Fault(where, offset + read, $"{bytes.Length - read} more bytes", "the end of the file"); }
        for (int i = 0; i < run.Length; i++)
        {
            if (run[i] >= Goldilocks.Modulus) { throw Fault(where, offset + ((long)i * Goldilocks.Bytes), $"below {Goldilocks.Modulus}", $"{run[i]}"); }
        }
    }

    private static ProofFileException Fault(string where, long offset, string expected, string got) => new(new(Reason.Decode, where, offset, expected, got));
}
