namespace Grpc.Core;

/// <summary>What a service knows about the call it handles.</summary>
public abstract class ServerCallContext
{
    /// <summary>The HTTP path: <c>/package.Service/Method</c>.</summary>
    public abstract string Method { get; }

    /// <summary>The authority that the client called.</summary>
    public abstract string Host { get; }

    /// <summary>The other end: <c>ipv4:127.0.0.1:50123</c>, <c>ipv6:[::1]:50123</c>, or <c>unknown</c>.</summary>
    public abstract string Peer { get; }

    /// <summary>UTC; <see cref="DateTime.MaxValue"/> when the client set none.</summary>
    public abstract DateTime Deadline { get; }

    public abstract Metadata RequestHeaders { get; }

    /// <summary>Cancelled when the client cancels or disappears and when the deadline passes.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>Sent after the last message.</summary>
    public abstract Metadata ResponseTrailers { get; }

    /// <summary>How the call will end if the handler returns without an exception.</summary>
    public Status Status { get; set; } = Status.DefaultSuccess;

    public WriteOptions? WriteOptions { get; set; }

    /// <summary>State that interceptors and the handler share for this call.</summary>
    public abstract IDictionary<object, object> UserState { get; }

    /// <summary>Sends the response's headers now.</summary>
    /// <exception cref="InvalidOperationException">They were sent already.</exception>
    public abstract Task WriteResponseHeadersAsync(Metadata responseHeaders);
}
