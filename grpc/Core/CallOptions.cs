namespace Grpc.Core;

/// <summary>What a client says about one call.</summary>
/// <param name="Headers">Sent before the first message.</param>
/// <param name="Deadline">UTC (local times are converted); null: none.</param>
/// <param name="CancellationToken">Cancels the call on both sides.</param>
/// <param name="WriteOptions">For the request, or until the request stream sets its own.</param>
public readonly record struct CallOptions(
    Metadata? Headers = null, DateTime? Deadline = null, CancellationToken CancellationToken = default, WriteOptions? WriteOptions = null)
{
    public CallOptions WithHeaders(Metadata headers) => this with { Headers = headers };

    public CallOptions WithDeadline(DateTime deadline) => this with { Deadline = deadline };

    public CallOptions WithCancellationToken(CancellationToken cancellationToken) => this with { CancellationToken = cancellationToken };

    public CallOptions WithWriteOptions(WriteOptions writeOptions) => this with { WriteOptions = writeOptions };
}
