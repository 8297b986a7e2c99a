using System.Buffers.Binary;
using System.Security.Cryptography;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Pieces;

namespace FvmCompute.Filecoin.DataSegments;

/// <summary>
/// One entry of the index of a deal (FRC-0058): a piece in it, where it starts and its size, both in padded bytes. 64 bytes, the two leaves at the same
/// place of the deal's tree: root ‖ (offset u64 LE ‖ size u64 LE ‖ checksum 16).
/// </summary>
public sealed class SegmentEntry
{
    /// <summary>Bytes of an entry.</summary>
    public const int Length = 64;

    private const int OffsetAt = 32;
    private const int SizeAt = 40;
    private const int ChecksumAt = 48;
    private const int ChecksumLength = 16;

    private readonly byte[] _bytes;

    private SegmentEntry(byte[] bytes) => _bytes = bytes;

    public SegmentEntry(ReadOnlySpan<byte> root, ulong offset, ulong size)
    {
        if (root.Length != PieceSize.NodeBytes) { throw new ArgumentException($"the root of a piece has {PieceSize.NodeBytes} bytes", nameof(root)); }

        _bytes = new byte[Length];
        root.CopyTo(_bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(OffsetAt), offset);
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(SizeAt), size);
        WriteChecksum(_bytes, _bytes.AsSpan(ChecksumAt));
    }

    public ReadOnlySpan<byte> Bytes => _bytes;

    public ReadOnlySpan<byte> Root => _bytes.AsSpan(0, PieceSize.NodeBytes);

    public ulong Offset => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(OffsetAt));

    public ulong Size => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(SizeAt));

    /// <summary>The level 1 node over both leaves.</summary>
    public byte[] Node()
    {
        byte[] node = new byte[PieceSize.NodeBytes];
        PieceNode.Join(_bytes.AsSpan(0, PieceSize.NodeBytes), _bytes.AsSpan(PieceSize.NodeBytes), node);
        return node;
    }

    /// <summary>
    /// Whether the entry can name a piece before the index at <paramref name="indexStart"/>: a size that pieces have, at a multiple of itself.
    /// </summary>
    public bool IsUsable(ulong indexStart) =>
        PieceSize.TryHeightOf(Size, out _, out _) && Offset % Size == 0 && Size <= indexStart && Offset <= indexStart - Size;

    /// <summary>Checks the checksum and that offset and size are multiples of 128, as go-data-segment does.</summary>
    /// <returns>False with <c>podsi.entry.length</c>, <c>.root</c>, <c>.checksum</c>, <c>.offset</c> or <c>.size</c>.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out SegmentEntry? entry, out FormatError error)
    {
        entry = null;
        if (bytes.Length != Length)
        {
            error = new("podsi.entry.length", $"an index entry has {Length} bytes, found {bytes.Length}");
            return false;
        }

        SegmentEntry read = new(bytes.ToArray());
        error = read.Check();
        entry = error.IsNone ? read : null;
        return error.IsNone;
    }

    private FormatError Check()
    {
        Span<byte> checksum = stackalloc byte[ChecksumLength];
        WriteChecksum(_bytes, checksum);
        if (!checksum.SequenceEqual(_bytes.AsSpan(ChecksumAt))) { return new("podsi.entry.checksum", "the checksum of the index entry does not match"); }

        if (!PieceNode.IsFieldElement(Root)) { return new("podsi.entry.root", "the root in the index entry has a top bit set"); }

        if (Offset % PieceSize.MinPaddedBytes != 0) { return new("podsi.entry.offset", $"offset {Offset} is not a multiple of {PieceSize.MinPaddedBytes}"); }

        return Size % PieceSize.MinPaddedBytes == 0 ? default : new("podsi.entry.size", $"size {Size} is not a multiple of {PieceSize.MinPaddedBytes}");
    }

    /// <summary>
    /// The first 16 bytes of SHA-256 over the entry with a zero checksum, the two top bits of the last cleared so that it stays a field element.
    /// </summary>
    private static void WriteChecksum(ReadOnlySpan<byte> entry, Span<byte> checksum)
    {
        Span<byte> message = stackalloc byte[Length];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        message.Clear();
        entry[..ChecksumAt].CopyTo(message);
        SHA256.HashData(message, hash);
        hash[..ChecksumLength].CopyTo(checksum);
        checksum[ChecksumLength - 1] &= 0x3f;
    }
}
