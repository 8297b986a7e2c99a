using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace FvmCompute.Grpc.Tests;

/// <summary>
/// HTTP/2 written by hand (RFC 9113), to send what no client would: requests that stop in the middle, connections that break. Header blocks that come back
/// are not decoded; a test looks only at frames.
/// </summary>
internal sealed class Http2Socket : IAsyncDisposable
{
    public const byte Data = 0, Headers = 1, ResetStream = 3, Settings = 4, Ping = 6, GoAway = 7, WindowUpdate = 8;
    public const byte EndStream = 1, Acknowledge = 1, EndHeaders = 4;
    private const int FrameHeader = 9;

    private readonly TcpClient _tcp = new() { NoDelay = true };
    private readonly Stream _stream;
    private readonly byte[] _header = new byte[FrameHeader];
    private byte[] _payload = new byte[1 << 15];

    private Http2Socket(int port)
    {
        _tcp.Connect("127.0.0.1", port);
        _stream = new BufferedStream(_tcp.GetStream(), 1 << 16);
    }

    /// <summary>Connects, with stream and connection windows for what the server sends.</summary>
    public static async Task<Http2Socket> ConnectAsync(int port, int windowBytes = 1 << 30)
    {
        var socket = new Http2Socket(port);
        await socket._stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        byte[] initialWindow = new byte[6];
        initialWindow[1] = 4;
        BinaryPrimitives.WriteInt32BigEndian(initialWindow.AsSpan(2), windowBytes);
        await socket.SendAsync(Settings, 0, 0, initialWindow);
        await socket.SendAsync(WindowUpdate, 0, 0, BigEndian((1 << 30) - 1));
        return socket;
    }

    /// <summary>A header block of literals, without Huffman coding and without the dynamic table (RFC 7541 §6.2.2).</summary>
    public static byte[] HeaderBlock(params (string Name, string Value)[] headers)
    {
        var block = new List<byte>();
        foreach ((string name, string value) in headers) { block.AddRange([0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)]); }
        return [.. block];
    }

    public static byte[] RequestBlock(string path) => HeaderBlock(
        (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost"), ("content-type", "application/grpc"), ("te", "trailers"));

    public static byte[] BigEndian(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>Writes one frame into the buffer; <see cref="FlushAsync"/> sends it.</summary>
    public void Write(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[FrameHeader];
        BinaryPrimitives.WriteInt32BigEndian(header, payload.Length << 8);
        header[3] = type;
        header[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(header[5..], stream);
        _stream.Write(header);
        _stream.Write(payload);
    }

    public Task FlushAsync() => _stream.FlushAsync();

    public Task SendAsync(byte type, byte flags, int stream, byte[] payload)
    {
        Write(type, flags, stream, payload);
        return FlushAsync();
    }

    /// <summary>Reads one frame. Its payload is valid until the next one is read.</summary>
    public async ValueTask<(byte Type, byte Flags, int Stream, ReadOnlyMemory<byte> Payload)> ReadAsync(CancellationToken cancellationToken = default)
    {
        await _stream.ReadExactlyAsync(_header, cancellationToken);
        int length = BinaryPrimitives.ReadInt32BigEndian(_header) >>> 8;
        if (_payload.Length < length) { _payload = new byte[length]; }
        await _stream.ReadExactlyAsync(_payload.AsMemory(0, length), cancellationToken);
        return (_header[3], _header[4], BinaryPrimitives.ReadInt32BigEndian(_header.AsSpan(5)), _payload.AsMemory(0, length));
    }

    /// <summary>Closes the connection at once, without a word.</summary>
    public void Break()
    {
        _tcp.Client.LingerState = new LingerOption(true, 0);
        _tcp.Close();
    }

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        return ValueTask.CompletedTask;
    }
}
