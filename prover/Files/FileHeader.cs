using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Prover.Files;

/// <summary>What the headers of files have in common.</summary>
internal static class FileHeader
{
    /// <summary>Bytes of a block's shape.</summary>
    public const int BlockBytes = 10;

    /// <summary>Mark and version.</summary>
    public static void ReadMark(ref WireReader reader, ReadOnlySpan<byte> mark)
    {
        if (!reader.Bytes("mark", FileStart.MarkBytes).SequenceEqual(mark))
        {
            reader.Refuse("mark", 0, System.Text.Encoding.ASCII.GetString(mark), "other bytes");
        }

        ushort version = reader.U16("version");
        if (version != FileStart.Version) { reader.Refuse("version", FileStart.MarkBytes, $"{FileStart.Version}", $"{version}"); }
    }

    /// <summary>Number and shapes of blocks, each within the limits of a statement.</summary>
    public static ImmutableArray<Block> ReadBlocks(ref WireReader reader, string where)
    {
        ushort count = reader.U16(where);
        reader.Limit(where, count, CircuitLimits.Blocks);
        Block[] blocks = reader.CanHold(where, count, BlockBytes) ? new Block[count] : [];
        for (int i = 0; i < blocks.Length; i++)
        {
            ulong rows = reader.U64(where);
            reader.Limit($"rows of {where}", rows, 1UL << CircuitLimits.LogRows);
            ushort columns = reader.U16(where);
            reader.Limit($"columns of {where}", columns, CircuitLimits.Columns);
            blocks[i] = new(rows, columns);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(blocks);
    }

    public static WireWriter WriteMark(ReadOnlySpan<byte> mark) => new WireWriter().Bytes(mark).U16(FileStart.Version);

    public static WireWriter WriteBlocks(WireWriter writer, IReadOnlyList<Block> blocks)
    {
        writer.U16(checked((ushort)blocks.Count));
        foreach (Block block in blocks) { writer.U64(block.Rows).U16(block.Columns); }
        return writer;
    }

    /// <summary>The file must end exactly where its columns do; asked before anything of their size is made.</summary>
    public static Rejection? CheckLength(Stream file, int header, IReadOnlyList<Block> blocks)
    {
        long expected = header + ColumnSection.BytesOf(blocks);
        return file.Length == expected ? null : Rejection.Of(Reason.Decode, "bytes of the file", header, $"{expected}", file.Length);
    }
}
