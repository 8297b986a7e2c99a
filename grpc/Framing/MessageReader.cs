using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;

namespace FvmCompute.Grpc.Framing;

/// <summary>
/// Reads length-prefixed messages: a flag byte, the length (big endian, 4 bytes), the message. A message is parsed where it lies in the pipe; its length is
/// checked against the limit before the bytes are waited for.
/// </summary>
internal sealed class MessageReader(PipeReader pipe, int maxMessageBytes, MessageEncoding encoding) : DeserializationContext
{
    public const int HeaderBytes = 5;

    private ReadOnlySequence<byte> _payload;

    public override int PayloadLength => (int)_payload.Length;

    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;

    /// <returns>Null when the stream has ended between two messages.</returns>
    /// <exception cref="RpcException">The bytes are not messages, or one is over the limit.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken) where T : class
    {
        while (true)
        {
            ReadResult read = await pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = read.Buffer;
            if (TryTake(ref buffer, out bool compressed, out ReadOnlySequence<byte> message))
            {
                T parsed = Parse(marshaller, message, compressed);
                pipe.AdvanceTo(buffer.Start);
                return parsed;
            }

            if (read.IsCompleted && !buffer.IsEmpty) { throw FramingErrors.Truncated(buffer.Length); }
            pipe.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted) { return null; }
        }
    }

    /// <summary>Reads the one message of a stream that must hold exactly one.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> ReadSingleAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken) where T : class
    {
        T message = await ReadAsync(marshaller, cancellationToken).ConfigureAwait(false) ?? throw FramingErrors.NoMessage();
        ReadResult rest = await pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
        pipe.AdvanceTo(rest.Buffer.End);
        return rest.Buffer.IsEmpty ? message : throw FramingErrors.ExtraMessage();
    }

    private bool TryTake(ref ReadOnlySequence<byte> buffer, out bool compressed, out ReadOnlySequence<byte> message)
    {
        message = default;
        compressed = false;
        if (buffer.Length < HeaderBytes) { return false; }
        Span<byte> header = stackalloc byte[HeaderBytes];
        buffer.Slice(0, HeaderBytes).CopyTo(header);
        uint length = CheckedLength(header);
        compressed = header[0] == 1;
        if (buffer.Length - HeaderBytes < length) { return false; }
        message = buffer.Slice(HeaderBytes, length);
        buffer = buffer.Slice(message.End);
        return true;
    }

    private uint CheckedLength(ReadOnlySpan<byte> header)
    {
        if (header[0] > 1) { throw FramingErrors.BadFlag(header[0]); }
        if (header[0] == 1 && encoding == MessageEncoding.Identity) { throw FramingErrors.CompressedWithoutEncoding(); }
        uint length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        return length <= (uint)maxMessageBytes ? length : throw FramingErrors.TooLarge(length, maxMessageBytes);
    }

    private T Parse<T>(Marshaller<T> marshaller, ReadOnlySequence<byte> message, bool compressed)
    {
        using PooledBuffer? inflated = compressed ? Gzip.Decompress(message, maxMessageBytes) : null;
        _payload = inflated is null ? message : new ReadOnlySequence<byte>(inflated.Written);
        try { return marshaller.ContextualDeserializer(this); }
        catch (InvalidProtocolBufferException error) { throw FramingErrors.NotParseable(typeof(T).Name, error); }
        finally { _payload = default; }
    }
}
