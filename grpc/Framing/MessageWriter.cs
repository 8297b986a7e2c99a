using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Grpc.Core;

namespace FvmCompute.Grpc.Framing;

/// <summary>
/// Writes length-prefixed messages straight into a pipe, without flushing it. With gzip, messages of at least <paramref name="compressFromBytes"/> bytes
/// are compressed, if that makes them smaller.
/// </summary>
internal sealed class MessageWriter(PipeWriter pipe, int maxMessageBytes, MessageEncoding encoding, int compressFromBytes) : SerializationContext
{
    private PooledBuffer? _uncompressed;
    private bool _mayCompress;

    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: the message is over the limit. Nothing is written.</exception>
    public void Write<T>(T message, Marshaller<T> marshaller, WriteOptions? options)
    {
        _mayCompress = encoding == MessageEncoding.Gzip && (options is null || !options.Flags.HasFlag(WriteFlags.NoCompress));
        try { marshaller.ContextualSerializer(message, this); }
        finally
        {
            _uncompressed?.Dispose();
            _uncompressed = null;
        }
    }

    public override void SetPayloadLength(int payloadLength)
    {
        if (payloadLength > maxMessageBytes) { throw FramingErrors.TooLargeToSend(payloadLength, maxMessageBytes); }
        if (_mayCompress && payloadLength >= compressFromBytes) { _uncompressed = new PooledBuffer(payloadLength, maxMessageBytes); }
        else { WriteHeader(0, payloadLength); }
    }

    public override IBufferWriter<byte> GetBufferWriter() => _uncompressed is null ? pipe : _uncompressed;

    public override void Complete(byte[] payload)
    {
        SetPayloadLength(payload.Length);
        GetBufferWriter().Write(payload);
        Complete();
    }

    public override void Complete()
    {
        if (_uncompressed is null) { return; }
        using PooledBuffer compressed = Gzip.Compress(_uncompressed.Written);
        bool smaller = compressed.Length < _uncompressed.Length;
        PooledBuffer chosen = smaller ? compressed : _uncompressed;
        WriteHeader(smaller ? (byte)1 : (byte)0, chosen.Length);
        pipe.Write(chosen.Written.Span);
    }

    private void WriteHeader(byte flag, int length)
    {
        Span<byte> header = pipe.GetSpan(MessageReader.HeaderBytes);
        header[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], length);
        pipe.Advance(MessageReader.HeaderBytes);
    }
}
