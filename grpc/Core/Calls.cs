using System.Runtime.CompilerServices;

namespace Grpc.Core;

/// <summary>A call under way or ended, as the typed call objects see it.</summary>
public interface IClientCall : IDisposable
{
    Task<Metadata> ResponseHeadersAsync { get; }

    /// <exception cref="InvalidOperationException">The call has not ended.</exception>
    Status GetStatus();

    /// <inheritdoc cref="GetStatus" />
    Metadata GetTrailers();
}

/// <summary>What all calls of a client have. Disposing a call that has not ended cancels it.</summary>
public abstract class AsyncCall(IClientCall call) : IDisposable
{
    public Task<Metadata> ResponseHeadersAsync => call.ResponseHeadersAsync;

    /// <inheritdoc cref="IClientCall.GetStatus" />
    public Status GetStatus() => call.GetStatus();

    /// <inheritdoc cref="IClientCall.GetTrailers" />
    public Metadata GetTrailers() => call.GetTrailers();

    public void Dispose()
    {
        call.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class AsyncUnaryCall<TResponse>(IClientCall call, Task<TResponse> response) : AsyncCall(call)
{
    public Task<TResponse> ResponseAsync => response;

    public TaskAwaiter<TResponse> GetAwaiter() => response.GetAwaiter();

    public ConfiguredTaskAwaitable<TResponse> ConfigureAwait(bool continueOnCapturedContext) => response.ConfigureAwait(continueOnCapturedContext);
}

public sealed class AsyncServerStreamingCall<TResponse>(IClientCall call, IAsyncStreamReader<TResponse> responses) : AsyncCall(call)
{
    public IAsyncStreamReader<TResponse> ResponseStream => responses;
}

public sealed class AsyncClientStreamingCall<TRequest, TResponse>(IClientCall call, IClientStreamWriter<TRequest> requests, Task<TResponse> response)
    : AsyncCall(call)
{
    public IClientStreamWriter<TRequest> RequestStream => requests;

    public Task<TResponse> ResponseAsync => response;

    public TaskAwaiter<TResponse> GetAwaiter() => response.GetAwaiter();

    public ConfiguredTaskAwaitable<TResponse> ConfigureAwait(bool continueOnCapturedContext) => response.ConfigureAwait(continueOnCapturedContext);
}

public sealed class AsyncDuplexStreamingCall<TRequest, TResponse>(
    IClientCall call, IClientStreamWriter<TRequest> requests, IAsyncStreamReader<TResponse> responses) : AsyncCall(call)
{
    public IClientStreamWriter<TRequest> RequestStream => requests;

    public IAsyncStreamReader<TResponse> ResponseStream => responses;
}
