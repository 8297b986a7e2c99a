using System.IO.Pipelines;
using System.Net;

namespace FvmCompute.Grpc.Client;

/// <summary>The body of a request with a stream of messages: it hands out HTTP's stream and keeps it open until told that no more messages come.</summary>
internal sealed class MessageStreamContent(ClientCall call) : HttpContent
{
    private readonly TaskCompletionSource<PipeWriter> _pipe = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where to write, once there is a connection; null when the call has ended before.</summary>
    public async Task<PipeWriter?> PipeAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAny(_pipe.Task, call.WhenEnded).WaitAsync(cancellationToken).ConfigureAwait(false);
        return call.Ended ? null : await _pipe.Task.ConfigureAwait(false);
    }

    public void Complete() => _completed.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        PipeWriter pipe = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        if (!_pipe.TrySetResult(pipe)) { throw new IOException("the connection was lost after the request stream began"); }
        // Lets the server begin before the first message.
        await stream.FlushAsync().ConfigureAwait(false);
        await Task.WhenAny(_completed.Task, call.WhenEnded).ConfigureAwait(false);
        if (!call.Ended) { await pipe.FlushAsync().ConfigureAwait(false); }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
