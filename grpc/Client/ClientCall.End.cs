using System.Net.Http.Headers;
using Grpc.Core;

namespace FvmCompute.Grpc.Client;

internal abstract partial class ClientCall
{
    private static readonly Status Cancelled = new(StatusCode.Cancelled, "the client cancelled the call");
    private static readonly Status DeadlinePassed = new(StatusCode.DeadlineExceeded, "the deadline passed before the call was done");

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Status _status;
    private Metadata _trailers = [];

    /// <summary>Ends, successfully, when the call has ended in whatever way.</summary>
    public Task WhenEnded => _ended.Task;

    public bool Ended => _ended.Task.IsCompleted;

    public Status GetStatus() => Ended ? _status : throw new InvalidOperationException("the call has not ended");

    public Metadata GetTrailers() => Ended ? _trailers : throw new InvalidOperationException("the call has not ended");

    public void Cancel() => End(Cancelled, []);

    public void Dispose() => Cancel();

    /// <summary>Ends the call with what an exception means.</summary>
    /// <returns>The call's exception: another one if it had ended already.</returns>
    public RpcException Fail(Exception error)
    {
        bool cancelled = error is OperationCanceledException || _cancellation.IsCancellationRequested;
        End(cancelled ? CancelledStatus() : ResponseStatus.OfException(error), error is RpcException rpc ? rpc.Trailers : []);
        return EndedException();
    }

    public RpcException EndedException() => new(GetStatus(), _trailers);

    private T? ThrowUnlessOk<T>() where T : class => _status.StatusCode == StatusCode.OK ? null : throw EndedException();

    /// <summary>Why the token was cancelled. The clock does not tell: timers may fire some milliseconds before it reaches the deadline.</summary>
    private Status CancelledStatus() =>
        _options.CancellationToken.IsCancellationRequested || !_cancellation.IsCancellationRequested ? Cancelled : DeadlinePassed;

    private void EndWithTrailers(HttpResponseHeaders trailers) => End(ResponseStatus.OfTrailers(trailers), ResponseStatus.MetadataOf(trailers));

    private void End(Status status, Metadata trailers)
    {
        lock (_gate)
        {
            if (Ended) { return; }
            _status = status;
            _trailers = trailers;
            _ended.SetResult();
        }

        if (status.StatusCode == StatusCode.OK) { _headers.TrySetResult([]); }
        else { FailHeaders(); }
        _response?.Dispose();
        if (status.StatusCode == StatusCode.OK) { _cancellation.Dispose(); }
        else { ThreadPool.UnsafeQueueUserWorkItem(static source => GiveUp(source), _cancellation, preferLocal: true); }
    }

    /// <summary>A request that is still being connected or written is given up.</summary>
    private static void GiveUp(CancellationTokenSource cancellation)
    {
        cancellation.Cancel();
        cancellation.Dispose();
    }

    private void FailHeaders()
    {
        // Whoever does not ask for the headers sees the failure in the response.
        if (_headers.TrySetException(EndedException())) { _ = _headers.Task.Exception; }
    }

    /// <summary>Takes a response, unless the call has ended meanwhile.</summary>
    private void Adopt(HttpResponseMessage response)
    {
        lock (_gate)
        {
            if (!Ended)
            {
                _response = response;
                return;
            }
        }

        response.Dispose();
        throw EndedException();
    }
}
