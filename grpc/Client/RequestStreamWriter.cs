using System.IO.Pipelines;
using FvmCompute.Grpc.Framing;
using Grpc.Core;

namespace FvmCompute.Grpc.Client;

internal sealed class RequestStreamWriter<T>(ClientCall call, MessageStreamContent content, Marshaller<T> marshaller) : IClientStreamWriter<T> where T : class
{
    private MessageWriter? _writer;
    private bool _completed;
    private int _writing;

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message) => WriteAsync(message, default);

    /// <exception cref="InvalidOperationException">The last write has not ended, or the stream was completed.</exception>
    /// <exception cref="RpcException">The call has ended.</exception>
    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _writing, 1) != 0) { throw new InvalidOperationException("the last write has not ended; write one message at a time"); }
        try
        {
            if (_completed) { throw new InvalidOperationException("the request stream was completed"); }
            PipeWriter pipe = await content.PipeAsync(cancellationToken).ConfigureAwait(false) ?? throw call.EndedException();
            await WriteAsync(pipe, message, cancellationToken).ConfigureAwait(false);
        }
        finally { Volatile.Write(ref _writing, 0); }
    }

    public Task CompleteAsync()
    {
        if (Volatile.Read(ref _writing) != 0) { throw new InvalidOperationException("the last write has not ended"); }
        _completed = true;
        content.Complete();
        return Task.CompletedTask;
    }

    private async Task WriteAsync(PipeWriter pipe, T message, CancellationToken cancellationToken)
    {
        _writer ??= call.NewWriter(pipe);
        _writer.Write(message, marshaller, WriteOptions);
        if (WriteOptions is not null && WriteOptions.Flags.HasFlag(WriteFlags.BufferHint)) { return; }
        try { await pipe.FlushAsync(cancellationToken).ConfigureAwait(false); }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Half a message may have left: nothing sensible can follow it.
            call.Cancel();
            throw;
        }
        catch (Exception error) { throw await FailedAsync(error).ConfigureAwait(false); }
    }

    /// <summary>When the server has closed the stream, the reason is in its response, which is about to come or here.</summary>
    private async Task<RpcException> FailedAsync(Exception error)
    {
        await call.Started.ConfigureAwait(false);
        return call.Ended ? call.EndedException() : call.Fail(error);
    }
}
