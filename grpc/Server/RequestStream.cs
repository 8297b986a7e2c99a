using FvmCompute.Grpc.Framing;
using Grpc.Core;

namespace FvmCompute.Grpc.Server;

internal sealed class RequestStream<T>(ServerCall call, Marshaller<T> marshaller) : IAsyncStreamReader<T> where T : class
{
    private T? _current;

    public T Current => _current ?? throw new InvalidOperationException("there is no current message");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        using CancellationTokenSource? linked = LinkedTokens.Of(cancellationToken, call.WaitToken, out CancellationToken either);
        _current = await call.Reader.ReadAsync(marshaller, either).ConfigureAwait(false);
        return _current is not null;
    }
}
