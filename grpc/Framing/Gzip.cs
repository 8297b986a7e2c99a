using System.Buffers;
using System.IO.Compression;

namespace FvmCompute.Grpc.Framing;

/// <summary>The one message compression that every gRPC implementation has.</summary>
internal static class Gzip
{
    public static PooledBuffer Compress(ReadOnlyMemory<byte> message)
    {
        var compressed = new PooledBuffer(message.Length, int.MaxValue);
        using (var gzip = new GZipStream(new BufferStream(compressed), CompressionLevel.Fastest)) { gzip.Write(message.Span); }
        return compressed;
    }

    /// <summary>The caller disposes the result.</summary>
    /// <exception cref="global::Grpc.Core.RpcException">RESOURCE_EXHAUSTED as soon as more than <paramref name="maxBytes"/> come out; INTERNAL when the
    /// bytes are not gzip.</exception>
    public static PooledBuffer Decompress(ReadOnlySequence<byte> compressed, int maxBytes)
    {
        var message = new PooledBuffer((int)Math.Min(maxBytes, 4 * compressed.Length), maxBytes);
        try
        {
            using var source = new SequenceStream(compressed);
            using var gzip = new GZipStream(source, CompressionMode.Decompress);
            while (gzip.Read(message.GetSpan()) is int count and > 0)
            {
                message.Advance(count);
                if (message.Overflowed) { throw FramingErrors.DecompressedTooLarge(maxBytes); }
            }

            return message;
        }
        catch (Exception error)
        {
            message.Dispose();
            throw error is InvalidDataException ? FramingErrors.NotGzip() : error;
        }
    }
}
