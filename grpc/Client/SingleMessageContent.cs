using System.IO.Pipelines;
using System.Net;
using Grpc.Core;

namespace FvmCompute.Grpc.Client;

/// <summary>The body of a request with one message. It is written from the message each time HTTP asks for it, which may be again on a new connection.</summary>
internal sealed class SingleMessageContent<T>(ClientCall call, T message, Marshaller<T> marshaller, WriteOptions? options) : HttpContent where T : class
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        PipeWriter pipe = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        try { call.NewWriter(pipe).Write(message, marshaller, options); }
        catch (Exception error) { throw call.Fail(error); }
        await pipe.FlushAsync().ConfigureAwait(false);
        await pipe.CompleteAsync().ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
