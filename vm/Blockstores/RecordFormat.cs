using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace FvmCompute.Vm.Blockstores;

/// <summary>What a log record holds.</summary>
internal enum RecordKind : byte
{
    /// <summary>Key = CID bytes, body = block.</summary>
    Block = 1,

    /// <summary>Body = sequence number (u64 LE) and the payload of the commit: everything before it is durable.</summary>
    Commit = 2,

    /// <summary>Body = one batch of the message pool's journal.</summary>
    Batch = 3,
}

/// <summary>
/// Layout of log files. File: magic 8, salt 16, CRC-32C of both 4, zero 4. Record: mark u32, kind u8, key length u8, zero u16, body length u32, CRC-32C u32,
/// key, body. Mark and CRC seed come from the file's random salt, so that bytes inside a block never look like a record when a damaged file is searched for
/// later commits.
/// </summary>
internal readonly struct RecordFormat
{
    public const int FileHeaderLength = 32;
    public const int HeaderLength = 16;
    public const int MaxKeyLength = 255;
    public const int MaxBodyLength = 32 << 20;
    private const int SaltLength = 16;
    private readonly uint _mark;
    private readonly uint _seed;

    private RecordFormat(ReadOnlySpan<byte> salt)
    {
        _mark = BinaryPrimitives.ReadUInt32LittleEndian(salt) | 0x80000001;
        _seed = BinaryPrimitives.ReadUInt32LittleEndian(salt[4..]);
    }

    private static ReadOnlySpan<byte> Magic => "FVMLOG\0\x01"u8;

    public static RecordFormat Create(Span<byte> fileHeader)
    {
        fileHeader.Clear();
        Magic.CopyTo(fileHeader);
        System.Security.Cryptography.RandomNumberGenerator.Fill(fileHeader.Slice(8, SaltLength));
        BinaryPrimitives.WriteUInt32LittleEndian(fileHeader[24..], Crc(0, fileHeader[..24]));
        return new RecordFormat(fileHeader.Slice(8, SaltLength));
    }

    public static bool TryParse(ReadOnlySpan<byte> fileHeader, out RecordFormat format)
    {
        bool sound = fileHeader.Length == FileHeaderLength && fileHeader[..8].SequenceEqual(Magic)
            && BinaryPrimitives.ReadUInt32LittleEndian(fileHeader[24..]) == Crc(0, fileHeader[..24])
            && BinaryPrimitives.ReadUInt32LittleEndian(fileHeader[28..]) == 0;
        format = sound ? new RecordFormat(fileHeader.Slice(8, SaltLength)) : default;
        return sound;
    }

    /// <summary>Writes one record at the start of <paramref name="into"/>, which is exactly the record's length.</summary>
    public void Write(Span<byte> into, RecordKind kind, ReadOnlySpan<byte> key, ReadOnlySpan<byte> body)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(into, _mark);
        into[4] = (byte)kind;
        into[5] = (byte)key.Length;
        into[6] = into[7] = 0;
        BinaryPrimitives.WriteInt32LittleEndian(into[8..], body.Length);
        key.CopyTo(into[HeaderLength..]);
        body.CopyTo(into[(HeaderLength + key.Length)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(into[12..], Checksum(into));
    }

    /// <summary>Length of the whole record whose header starts <paramref name="bytes"/>; false when no record can start so.</summary>
    public bool TryMeasure(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        if (bytes.Length < HeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != _mark) { return false; }

        int bodyLength = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (bytes[4] is < 1 or > 3 || bytes[6] != 0 || bytes[7] != 0 || bodyLength is < 0 or > MaxBodyLength) { return false; }

        length = HeaderLength + bytes[5] + bodyLength;
        return true;
    }

    /// <summary><paramref name="record"/> is as long as <see cref="TryMeasure"/> said.</summary>
    public bool IsSound(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt32LittleEndian(record[12..]) == Checksum(record);

    public static RecordKind KindOf(ReadOnlySpan<byte> record) => (RecordKind)record[4];

    public static ReadOnlySpan<byte> KeyOf(ReadOnlySpan<byte> record) => record.Slice(HeaderLength, record[5]);

    public static ReadOnlySpan<byte> BodyOf(ReadOnlySpan<byte> record) => record[(HeaderLength + record[5])..];

    private uint Checksum(ReadOnlySpan<byte> record) => Crc(Crc(_seed, record[4..12]), record[HeaderLength..]);

    /// <summary>CRC-32C (Castagnoli, RFC 3720 B.4), eight bytes a step on the processor's own instruction.</summary>
    private static uint Crc(uint seed, ReadOnlySpan<byte> bytes)
    {
        uint crc = ~seed;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words) { crc = BitOperations.Crc32C(crc, word); }

        foreach (byte rest in bytes[(words.Length * 8)..]) { crc = BitOperations.Crc32C(crc, rest); }

        return ~crc;
    }
}
