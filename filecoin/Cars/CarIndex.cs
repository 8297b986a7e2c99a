using System.Buffers.Binary;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Cars;

/// <summary>Structural checks of a CARv2 index of a known codec: counts, widths, order of entries, offsets, and nothing behind it.</summary>
internal static class CarIndex
{
    private const ulong IndexSorted = 0x0400;
    private const ulong MultihashIndexSorted = 0x0401;
    private const int OffsetBytes = 8;

    /// <summary>A digest of 128 bytes and its offset.</summary>
    private const int MaxEntryBytes = 136;

    public static void Check(CarInput input, long dataBytes)
    {
        if (!input.TryReadVarint("index codec", out ulong codec)) { throw Refuse("car.truncated", "the file ends before its index"); }

        switch (codec)
        {
            case IndexSorted:
                CheckBuckets(input, dataBytes);
                break;
            case MultihashIndexSorted:
                for (int left = ReadCount(input, "hash codes"); left > 0; left--)
                {
                    input.Read(sizeof(ulong), "index hash code");
                    CheckBuckets(input, dataBytes);
                }
                break;
            default:
                return; // The registry of index codecs is open, and the specification's own carv2-basic.car has an index older than it.
        }

        if (input.TryReadVarint("end", out _)) { throw Refuse("car.index.trailing", "bytes follow the index"); }
    }

    private static void CheckBuckets(CarInput input, long dataBytes)
    {
        for (int left = ReadCount(input, "widths"); left > 0; left--)
        {
            ReadOnlySpan<byte> head = input.Read(12, "index bucket").Span;
            uint width = BinaryPrimitives.ReadUInt32LittleEndian(head);
            ulong bytes = BinaryPrimitives.ReadUInt64LittleEndian(head[4..]);
            if (width is <= OffsetBytes or > MaxEntryBytes || bytes % width != 0)
            {
                throw Refuse("car.index.bucket", $"a bucket of {bytes} bytes has entries of {width}; allowed are 9 to {MaxEntryBytes}, in whole numbers");
            }

            CheckEntries(input, (int)width, bytes / width, dataBytes);
        }
    }

    private static void CheckEntries(CarInput input, int width, ulong count, long dataBytes)
    {
        Span<byte> previous = stackalloc byte[MaxEntryBytes];
        int digestBytes = width - OffsetBytes;
        previous.Clear();
        for (; count > 0; count--)
        {
            ReadOnlySpan<byte> entry = input.Read(width, "index entry").Span;
            ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(entry[digestBytes..]);
            if (offset >= (ulong)dataBytes) { throw Refuse("car.index.offset", $"an index entry points to {offset}, behind the {dataBytes} bytes of data"); }

            if (entry[..digestBytes].SequenceCompareTo(previous[..digestBytes]) < 0)
            {
                throw Refuse("car.index.order", "index entries are not sorted by digest");
            }

            entry.CopyTo(previous);
        }
    }

    private static int ReadCount(CarInput input, string what)
    {
        int count = BinaryPrimitives.ReadInt32LittleEndian(input.Read(sizeof(int), "index count").Span);
        return count >= 0 ? count : throw Refuse("car.index.count", $"the index counts {count} {what}");
    }

    private static FilecoinFormatException Refuse(string code, string message) => new(code, message);
}
