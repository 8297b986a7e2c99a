using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Filecoin.Cars;

/// <summary>One section of a CAR file.</summary>
/// <param name="Cid">What names the block.</param>
/// <param name="Data">The block; valid until the next read.</param>
/// <param name="Offset">Where the section's length varint starts, from the start of the file.</param>
/// <param name="DataOffset">Where the block starts.</param>
/// <param name="IsVerified">Whether the block was hashed and matches; false only for hash functions not implemented.</param>
public readonly record struct CarBlock(Cid Cid, ReadOnlyMemory<byte> Data, long Offset, long DataOffset, bool IsVerified)
{
    /// <summary>Bytes of the whole section, its length varint included.</summary>
    public long SectionBytes => DataOffset + Data.Length - Offset;
}
