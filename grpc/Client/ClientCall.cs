using System.IO.Pipelines;
using FvmCompute.Grpc.Framing;
using FvmCompute.Grpc.Headers;
using Grpc.Core;

namespace FvmCompute.Grpc.Client;

/// <summary>One call on the client, as what reads its responses.</summary>
internal sealed class ClientCall<TRequest, TResponse>(GrpcChannel channel, Method<TRequest, TResponse> method, CallOptions options)
    : ClientCall(channel, method, options), IAsyncStreamReader<TResponse>
    where TRequest : class where TResponse : class
{
    private TResponse? _current;

    public TResponse Current => _current ?? throw new InvalidOperationException("there is no current message");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static call => ((ClientCall)call!).Cancel(), this);
        _current = await ReadAsync(method.ResponseMarshaller).ConfigureAwait(false);
        return _current is not null;
    }

    /// <summary>Reads the one response of a call that has exactly one, and its status.</summary>
    public async Task<TResponse> ReadSingleAsync()
    {
        TResponse response = await ReadAsync(method.ResponseMarshaller).ConfigureAwait(false) ?? throw Fail(FramingErrors.NoMessage());
        return await ReadAsync(method.ResponseMarshaller).ConfigureAwait(false) is null ? response : throw Fail(FramingErrors.ExtraMessage());
    }
}

/// <summary>One call on the client, whatever its messages. It ends once: with the first status that anything finds.</summary>
internal abstract partial class ClientCall : IClientCall
{
    private readonly GrpcChannel _channel;
    private readonly IMethod _method;
    private readonly CallOptions _options;
    private readonly DateTime _deadline;
    private readonly CancellationTokenSource _cancellation;
    private readonly TaskCompletionSource<Metadata> _headers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _started = Task.CompletedTask;
    private HttpResponseMessage? _response;
    private MessageReader? _reader;

    protected ClientCall(GrpcChannel channel, IMethod method, CallOptions options)
    {
        _channel = channel;
        _method = method;
        _options = options;
        _deadline = options.Deadline?.ToUniversalTime() ?? DateTime.MaxValue;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken);
    }

    public Task<Metadata> ResponseHeadersAsync => _headers.Task;

    /// <summary>Ends when the response's headers came, or the call failed before.</summary>
    public Task Started => _started;

    public void Start(string? host, HttpContent content)
    {
        _cancellation.Token.UnsafeRegister(static call => ((ClientCall)call!).End(((ClientCall)call!).CancelledStatus(), []), this);
        TimeSpan left = _deadline - DateTime.UtcNow;
        if (left <= TimeSpan.Zero) { End(DeadlinePassed, []); }
        else if (left < TimeSpan.FromMilliseconds(uint.MaxValue - 1)) { _cancellation.CancelAfter(left); }
        _started = SendAsync(host, content, left);
    }

    public MessageWriter NewWriter(PipeWriter pipe) => new(
        pipe,
        _channel.Options.MaxSendMessageSize,
        _channel.Options.CompressRequests ? MessageEncoding.Gzip : MessageEncoding.Identity,
        _channel.Options.CompressFromBytes);

    /// <returns>Null when the call has ended with OK.</returns>
    /// <exception cref="RpcException">It has ended otherwise.</exception>
    protected async ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller) where T : class
    {
        await _started.ConfigureAwait(false);
        if (_reader is null) { return ThrowUnlessOk<T>(); }
        try
        {
            T? message = await _reader.ReadAsync(marshaller, default).ConfigureAwait(false);
            if (message is not null) { return message; }
            EndWithTrailers(_response!.TrailingHeaders);
        }
        catch (Exception error) { Fail(error); }

        return ThrowUnlessOk<T>();
    }

    /// <summary>Never throws: what goes wrong ends the call.</summary>
    private async Task SendAsync(string? host, HttpContent content, TimeSpan left)
    {
        if (Ended) { return; }
        try
        {
            using HttpRequestMessage request = NewRequest(host, content, left);
            HttpResponseMessage response = await _channel.SendAsync(request, _cancellation.Token).ConfigureAwait(false);
            Adopt(response);
            await ReadHeadersAsync(response).ConfigureAwait(false);
        }
        catch (Exception error) { Fail(error); }
    }

    private HttpRequestMessage NewRequest(string? host, HttpContent content, TimeSpan left)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_channel.Address, _method.FullName))
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        request.Headers.Host = host;
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.TryAddWithoutValidation("grpc-accept-encoding", MessageEncodings.Accepted);
        if (_channel.Options.CompressRequests) { request.Headers.TryAddWithoutValidation("grpc-encoding", MessageEncodings.GzipName); }
        if (_deadline != DateTime.MaxValue) { request.Headers.TryAddWithoutValidation("grpc-timeout", TimeoutHeader.Format(left)); }
        AddMetadata(request, _channel.Options.DefaultHeaders);
        AddMetadata(request, _options.Headers ?? []);
        return request;
    }

    private static void AddMetadata(HttpRequestMessage request, Metadata metadata)
    {
        foreach (Metadata.Entry entry in metadata) { request.Headers.TryAddWithoutValidation(entry.Key, MetadataHeaders.ValueOf(entry)); }
    }

    private async Task ReadHeadersAsync(HttpResponseMessage response)
    {
        if (ResponseStatus.OfHttp(response) is { } failure) { throw new RpcException(failure); }
        if (response.Headers.Contains(ResponseStatus.StatusHeader))
        {
            EndWithTrailers(response.Headers);
            return;
        }

        string encodingName = ResponseStatus.Single(response.Headers, "grpc-encoding") ?? MessageEncodings.IdentityName;
        if (!MessageEncodings.TryParse(encodingName, out MessageEncoding encoding)) { throw FramingErrors.UnknownEncoding(encodingName, MessageEncodings.Accepted); }
        Stream body = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        _reader = new MessageReader(PipeReader.Create(body), _channel.Options.MaxReceiveMessageSize, encoding);
        _headers.TrySetResult(ResponseStatus.MetadataOf(response.Headers));
    }
}
