using System.Buffers.Binary;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Filecoin.Pieces;

public sealed partial class PieceTree
{
    // Layout, little-endian: magic 8 ‖ version u32 ‖ height u8 ‖ row height u8 ‖ zero u16 ‖ payload bytes u64 ‖ root 32 ‖ row ‖ BLAKE2b-256 of all before.
    private const int RootOffset = 24;
    private const int HeaderBytes = RootOffset + PieceSize.NodeBytes;
    private const int ChecksumBytes = 32;
    private const uint FormatVersion = 1;

    private static ReadOnlySpan<byte> Magic => "FVMPTREE"u8;

    /// <summary>The file form: the row, what it belongs to, and a checksum.</summary>
    public byte[] ToBytes()
    {
        byte[] file = new byte[HeaderBytes + Row.Length + ChecksumBytes];
        Magic.CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(8), FormatVersion);
        file[12] = (byte)Commitment.Height;
        file[13] = (byte)RowHeight;
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(16), Commitment.PayloadBytes);
        Commitment.Root.CopyTo(file.AsSpan(RootOffset));
        Row.CopyTo(file.AsSpan(HeaderBytes));
        Blake2b.Hash256(file.AsSpan(0, file.Length - ChecksumBytes), file.AsSpan(file.Length - ChecksumBytes));
        return file;
    }

    /// <summary>
    /// Reads the file form. The row is hashed up to the root again, so a tree that loads is a tree of <see cref="Commitment"/>; the caller compares
    /// that with the piece it expects.
    /// </summary>
    /// <exception cref="FilecoinFormatException">Codes <c>piecetree.*</c>.</exception>
    public static PieceTree FromBytes(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderBytes + PieceSize.NodeBytes + ChecksumBytes || !file.StartsWith(Magic))
        {
            throw Refuse("piecetree.magic", "the file is not a piece tree");
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(file[8..]);
        if (version != FormatVersion) { throw Refuse("piecetree.version", $"piece tree version is {version}; only {FormatVersion} is known"); }

        ReadOnlySpan<byte> body = file[..^ChecksumBytes];
        if (!file[^ChecksumBytes..].SequenceEqual(Blake2b.Hash256(body)))
        {
            throw Refuse("piecetree.checksum", "the checksum of the piece tree does not match");
        }

        return FromBody(body);
    }

    private static PieceTree FromBody(ReadOnlySpan<byte> body)
    {
        int height = body[12], rowHeight = body[13];
        bool possible = height <= PieceSize.MaxHeight && rowHeight >= PieceSize.MinHeight && rowHeight <= Math.Min(height, MaxRowHeight);
        if (!possible || body[14] != 0 || body[15] != 0)
        {
            throw Refuse("piecetree.height", $"a tree of height {height} with a row of height {rowHeight} is not possible");
        }

        ulong payloadBytes = BinaryPrimitives.ReadUInt64LittleEndian(body[16..]);
        if (payloadBytes > PieceSize.Capacity(height))
        {
            throw Refuse("piecetree.payload", $"{payloadBytes} payload bytes do not fit a tree of height {height}");
        }

        ReadOnlySpan<byte> row = body[HeaderBytes..];
        ulong nodes = CoveringNodes(payloadBytes, rowHeight);
        if (nodes > MaxRetainedNodes || (ulong)row.Length != nodes * PieceSize.NodeBytes)
        {
            throw Refuse("piecetree.row", $"a row of {nodes} nodes (at most {MaxRetainedNodes}) is expected, found {row.Length} bytes");
        }

        ReadOnlySpan<byte> root = body.Slice(RootOffset, PieceSize.NodeBytes);
        if (!PieceNode.IsFieldElement(root) || (height == rowHeight && !row.SequenceEqual(root)))
        {
            throw Refuse("piecetree.root", "the row does not lead to the root");
        }

        PieceTree tree = new(row.ToArray(), rowHeight, height, payloadBytes);
        return tree.Commitment.Root.SequenceEqual(root) ? tree : throw Refuse("piecetree.root", "the row does not lead to the root");
    }
}
