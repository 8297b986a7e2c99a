using FvmCompute.Grpc.Framing;
using Grpc.Core;

namespace FvmCompute.Grpc.Server;

internal sealed class ResponseStream<T>(ServerCall call, Marshaller<T> marshaller) : IServerStreamWriter<T> where T : class
{
    private WriteOptions? _writeOptions;

    public WriteOptions? WriteOptions
    {
        get => _writeOptions ?? call.WriteOptions;
        set => _writeOptions = value;
    }

    public Task WriteAsync(T message) => call.WriteAsync(message, marshaller, WriteOptions, call.WaitToken);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        using CancellationTokenSource? linked = LinkedTokens.Of(cancellationToken, call.WaitToken, out CancellationToken either);
        await call.WriteAsync(message, marshaller, WriteOptions, either).ConfigureAwait(false);
    }
}
