using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Filecoin.Cbor;

/// <summary>
/// Writes strict DAG-CBOR into pooled memory, which <see cref="Dispose"/> gives back. Pass it by reference.
/// The caller writes as many items as it announced, and map keys in order (by length, then bytes).
/// </summary>
public ref struct CborWriter
{
    private byte[]? _buffer;
    private int _length;

    /// <param name="capacity">Bytes to start with.</param>
    public CborWriter(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public readonly byte[] ToArray() => Written.ToArray();

    public void WriteUInt64(ulong value) => WriteHead(0, value);

    public void WriteInt64(long value) => WriteHead(value < 0 ? 1 : 0, (ulong)(value < 0 ? ~value : value));

    public void WriteBoolean(bool value) => Reserve(1)[0] = (byte)(value ? 0xf5 : 0xf4);

    public void WriteNull() => Reserve(1)[0] = 0xf6;

    /// <summary>A finite float; chain objects hold none.</summary>
    public void WriteDouble(double value)
    {
        if (!double.IsFinite(value)) { throw new ArgumentOutOfRangeException(nameof(value), value, "DAG-CBOR holds finite floats only"); }

        Span<byte> target = Reserve(9);
        target[0] = 0xfb;
        BinaryPrimitives.WriteDoubleBigEndian(target[1..], value);
    }

    public void WriteBytes(scoped ReadOnlySpan<byte> value)
    {
        WriteHead(2, (ulong)value.Length);
        value.CopyTo(Reserve(value.Length));
    }

    public void WriteText(scoped ReadOnlySpan<char> value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        WriteHead(3, (ulong)length);
        Encoding.UTF8.GetBytes(value, Reserve(length));
    }

    public void WriteListStart(int count) => WriteHead(4, (ulong)count);

    public void WriteMapStart(int count) => WriteHead(5, (ulong)count);

    public void WriteLink(Cid link)
    {
        Span<byte> tag = Reserve(2);
        tag[0] = 0xd8;
        tag[1] = 42;
        WriteHead(2, (ulong)link.Bytes.Length + 1);
        Span<byte> target = Reserve(link.Bytes.Length + 1);
        target[0] = 0;
        link.Bytes.CopyTo(target[1..]);
    }

    /// <summary>Bytes that are items already.</summary>
    public void WriteRaw(scoped ReadOnlySpan<byte> items) => items.CopyTo(Reserve(items.Length));

    public void Dispose()
    {
        if (_buffer is not null) { ArrayPool<byte>.Shared.Return(_buffer); }

        this = default;
    }

    private void WriteHead(int major, ulong argument)
    {
        byte type = (byte)(major << 5);
        switch (argument)
        {
            case < 24:
                Reserve(1)[0] = (byte)(type | (byte)argument);
                break;
            case <= byte.MaxValue:
                Span<byte> two = Reserve(2);
                two[0] = (byte)(type | 24);
                two[1] = (byte)argument;
                break;
            case <= ushort.MaxValue:
                BinaryPrimitives.WriteUInt16BigEndian(StartLongHead(type | 25, 2), (ushort)argument);
                break;
            case <= uint.MaxValue:
                BinaryPrimitives.WriteUInt32BigEndian(StartLongHead(type | 26, 4), (uint)argument);
                break;
            default:
                BinaryPrimitives.WriteUInt64BigEndian(StartLongHead(type | 27, 8), argument);
                break;
        }
    }

    private Span<byte> StartLongHead(int head, int width)
    {
        Span<byte> target = Reserve(1 + width);
        target[0] = (byte)head;
        return target[1..];
    }

    private Span<byte> Reserve(int count)
    {
        int capacity = _buffer?.Length ?? 0;
        if (count > capacity - _length) { Grow(Math.Max(checked(_length + count), Math.Max(256, 2 * capacity))); }

        Span<byte> target = _buffer.AsSpan(_length, count);
        _length += count;
        return target;
    }

    private void Grow(int capacity)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(capacity);
        Written.CopyTo(larger);
        if (_buffer is not null) { ArrayPool<byte>.Shared.Return(_buffer); }

        _buffer = larger;
    }
}
