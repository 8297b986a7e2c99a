using System.Buffers.Binary;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Cars;

/// <summary>The fixed header of CARv2 (ipld/ipld specs <c>carv2</c>), behind the pragma; all offsets from the start of the file.</summary>
/// <param name="IsFullyIndexed">The writer says that the index names every section.</param>
/// <param name="DataOffset">Where the inner CARv1 starts.</param>
/// <param name="DataBytes">Bytes of the inner CARv1.</param>
/// <param name="IndexOffset">Where the index starts, 0 for none.</param>
public sealed record CarV2Header(bool IsFullyIndexed, long DataOffset, long DataBytes, long IndexOffset)
{
    internal const int Bytes = 40;
    internal const int End = 51;

    private const int CharacteristicsBytes = 16;
    private const byte FullyIndexedBit = 0x80;

    /// <summary>The header section that announces version 2: the map { version: 2 }, without its length byte.</summary>
    internal static ReadOnlySpan<byte> Pragma => [0xa1, 0x67, 0x76, 0x65, 0x72, 0x73, 0x69, 0x6f, 0x6e, 0x02];

    internal static CarV2Header Read(ReadOnlySpan<byte> bytes)
    {
        if ((bytes[0] & ~FullyIndexedBit) != 0 || bytes[1..CharacteristicsBytes].ContainsAnyExcept((byte)0))
        {
            throw new FilecoinFormatException("car.v2.characteristics", "a characteristics bit other than 'fully indexed' is set");
        }

        ulong dataOffset = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        ulong dataBytes = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        ulong indexOffset = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]);
        if (dataOffset is < End or > long.MaxValue || dataBytes > long.MaxValue - dataOffset)
        {
            throw new FilecoinFormatException("car.v2.data", $"data of {dataBytes} bytes at {dataOffset} does not lie behind the header, at {End} or later");
        }

        if (indexOffset != 0 && (indexOffset < dataOffset + dataBytes || indexOffset > long.MaxValue))
        {
            throw new FilecoinFormatException("car.v2.index", $"the index at {indexOffset} lies before the end of the data at {dataOffset + dataBytes}");
        }

        return new(bytes[0] != 0, (long)dataOffset, (long)dataBytes, (long)indexOffset);
    }
}
