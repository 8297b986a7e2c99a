using System.Buffers.Binary;
using System.Text;

namespace FvmCompute.Vm.Wasm.Decoding;

/// <summary>A cursor over the bytes of a module. Every error is a <see cref="WasmModuleException"/> of kind malformed with the offset.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes, int position, int end)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes = bytes[..end];

    public int Position = position;

    public readonly int End => _bytes.Length;

    public readonly bool AtEnd => Position >= _bytes.Length;

    public readonly int Remaining => _bytes.Length - Position;

    public byte ReadByte()
    {
        if (Position >= _bytes.Length) { throw Malformed("unexpected end"); }
        return _bytes[Position++];
    }

    public readonly byte Peek() => Position < _bytes.Length ? _bytes[Position] : throw Malformed("unexpected end");

    public ReadOnlySpan<byte> ReadBytes(uint count)
    {
        if (count > (uint)Remaining) { throw Malformed("unexpected end"); }
        ReadOnlySpan<byte> span = _bytes.Slice(Position, (int)count);
        Position += (int)count;
        return span;
    }

    /// <summary>LEB128, at most five bytes, with unused bits of the last byte zero.</summary>
    public uint ReadU32()
    {
        if (Position < _bytes.Length && _bytes[Position] < 0x80) { return _bytes[Position++]; }
        return (uint)ReadUnsigned(32);
    }

    public int ReadS32() => (int)ReadSigned(32);

    public long ReadS33() => ReadSigned(33);

    public long ReadS64() => ReadSigned(64);

    public uint ReadF32Bits() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4));

    public ulong ReadF64Bits() => BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(8));

    /// <summary>Reads a count of items that take at least one byte each, so that a hostile count cannot make us allocate.</summary>
    public int ReadCount(string what, int limit)
    {
        uint count = ReadU32();
        if (count > (uint)Remaining) { throw Malformed($"unexpected end: {count} {what} announced, {Remaining} bytes left"); }
        if (count > (uint)limit) { throw new WasmModuleException(WasmModuleError.Rejected, Position, $"{count} {what}, at most {limit} are accepted"); }
        return (int)count;
    }

    public string ReadName()
    {
        uint length = ReadU32();
        ReadOnlySpan<byte> text = ReadBytes(length);
        try
        {
            return StrictUtf8.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            throw Malformed("malformed UTF-8 encoding");
        }
    }

    public readonly WasmModuleException Malformed(string message) => new(WasmModuleError.Malformed, Position, message);

    public readonly WasmModuleException Invalid(string message) => new(WasmModuleError.Invalid, Position, message);

    private ulong ReadUnsigned(int bits)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = ReadByte();
            int left = bits - shift;
            if (left < 7 && (next & 0x80) != 0) { throw Malformed("integer representation too long"); }
            if (left < 7 && next >> left != 0) { throw Malformed("integer too large"); }
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) { return value; }
        }
    }

    private long ReadSigned(int bits)
    {
        long value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = ReadByte();
            int left = bits - shift;
            if (left < 7) { CheckLastSignedByte(next, left); }
            value |= (long)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                int used = Math.Min(shift + 7, 64);
                return used < 64 ? value << (64 - used) >> (64 - used) : value;
            }
        }
    }

    /// <summary>In the last byte the bits beyond the type must repeat its sign bit.</summary>
    private readonly void CheckLastSignedByte(byte next, int left)
    {
        if ((next & 0x80) != 0) { throw Malformed("integer representation too long"); }
        int beyond = (sbyte)(next << 1) >> left;
        if (beyond is not (0 or -1)) { throw Malformed("integer too large"); }
    }
}
