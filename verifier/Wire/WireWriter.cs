using System.Buffers;
using System.Buffers.Binary;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Verifier.Wire;

/// <summary>Writes little-endian fields: the counterpart of <see cref="WireReader"/>.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public WireWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    public WireWriter Digest(in Digest digest) => Bytes(digest.Bytes);

    public WireWriter U8(byte value) => Bytes([value]);

    public WireWriter U16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(Take(sizeof(ushort)), value);
        return this;
    }

    public WireWriter U32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Take(sizeof(uint)), value);
        return this;
    }

    public WireWriter U64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Take(sizeof(ulong)), value);
        return this;
    }

    public WireWriter Element(Ext2 value) => U64(value.A).U64(value.B);

    public WireWriter Elements(ReadOnlySpan<Ext2> values)
    {
        int length = values.Length * Ext2.Bytes;
        Ext2.Write(values, Take(length));
        return this;
    }

    private Span<byte> Take(int count)
    {
        Span<byte> span = _bytes.GetSpan(count)[..count];
        _bytes.Advance(count);
        return span;
    }
}
