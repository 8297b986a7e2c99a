using Grpc.Core;

namespace FvmCompute.Grpc.Client;

/// <summary>Makes the four kinds of calls over a channel.</summary>
internal sealed class HttpCallInvoker(GrpcChannel channel) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        AsyncUnaryCall(method, host, options, request).GetAwaiter().GetResult();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        ClientCall<TRequest, TResponse> call = Start(method, host, options, request);
        return new AsyncUnaryCall<TResponse>(call, call.ReadSingleAsync());
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        ClientCall<TRequest, TResponse> call = Start(method, host, options, request);
        return new AsyncServerStreamingCall<TResponse>(call, call);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        (ClientCall<TRequest, TResponse> call, RequestStreamWriter<TRequest> requests) = Start(method, host, options);
        return new AsyncClientStreamingCall<TRequest, TResponse>(call, requests, call.ReadSingleAsync());
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        (ClientCall<TRequest, TResponse> call, RequestStreamWriter<TRequest> requests) = Start(method, host, options);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(call, requests, call);
    }

    private ClientCall<TRequest, TResponse> Start<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        where TRequest : class where TResponse : class
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, options);
        call.Start(host, new SingleMessageContent<TRequest>(call, request, method.RequestMarshaller, options.WriteOptions));
        return call;
    }

    private (ClientCall<TRequest, TResponse> Call, RequestStreamWriter<TRequest> Requests) Start<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
        where TRequest : class where TResponse : class
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, options);
        var content = new MessageStreamContent(call);
        var requests = new RequestStreamWriter<TRequest>(call, content, method.RequestMarshaller) { WriteOptions = options.WriteOptions };
        call.Start(host, content);
        return (call, requests);
    }
}
