using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Varints;

namespace FvmCompute.Filecoin.Cars;

/// <summary>A stream that counts its bytes, may be fenced at an end before its own, and grows its buffer only by bytes that came.</summary>
internal sealed class CarInput(Stream stream)
{
    private const int Step = 64 << 10;

    private readonly BufferedStream _stream = new(stream, Step);
    private byte[] _buffer = new byte[Step];

    public long Position { get; private set; }

    /// <summary>Reads do not pass this position.</summary>
    public long End { get; set; } = long.MaxValue;

    /// <summary>
    /// The next <paramref name="count"/> bytes, valid until the next call; fewer are an error <c>car.truncated</c> that names <paramref name="what"/>.
    /// </summary>
    public ReadOnlyMemory<byte> Read(int count, string what)
    {
        if (count > End - Position) { throw Truncated(what); }

        int filled = 0;
        while (filled < count)
        {
            if (filled == _buffer.Length) { Array.Resize(ref _buffer, Math.Min(count, 2 * _buffer.Length)); }

            int read = _stream.Read(_buffer, filled, Math.Min(count, _buffer.Length) - filled);
            if (read == 0) { throw Truncated(what); }

            filled += read;
            Position += read;
        }

        return _buffer.AsMemory(0, count);
    }

    /// <summary>A varint, or false at the end of the input.</summary>
    public bool TryReadVarint(string what, out ulong value)
    {
        Span<byte> bytes = stackalloc byte[Uvarint.MaxLength];
        int length = 0;
        value = 0;
        do
        {
            int next = Position < End ? _stream.ReadByte() : -1;
            if (next < 0) { return length == 0 ? false : throw Truncated(what); }

            Position++;
            bytes[length++] = (byte)next;
        }
        while (bytes[length - 1] >= 0x80 && length < bytes.Length);

        UvarintStatus status = Uvarint.TryRead(bytes[..length], out value, out _);
        return status == UvarintStatus.Ok ? true : throw new FilecoinFormatException(status.ToError("car", what));
    }

    public void SkipTo(long position, string what)
    {
        while (Position < position) { Read((int)Math.Min(Step, position - Position), what); }
    }

    private FilecoinFormatException Truncated(string what) => new("car.truncated", $"the file ends inside the {what}, after byte {Position}");
}
