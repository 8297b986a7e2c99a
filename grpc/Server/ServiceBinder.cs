using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace FvmCompute.Grpc.Server;

/// <summary>Makes an endpoint of each method of a service. All type parameters are resolved here, once; a call needs no reflection.</summary>
internal sealed class ServiceBinder(GrpcServerOptions options, ILogger logger) : ServiceBinderBase
{
    private readonly List<MethodEndpoint> _endpoints = [];

    public IReadOnlyList<MethodEndpoint> Endpoints => _endpoints;

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
        Add(method, handler, async (call, serve) =>
        {
            TRequest request = await call.Reader.ReadSingleAsync(method.RequestMarshaller, call.WaitToken).ConfigureAwait(false);
            TResponse response = await serve(request, call).ConfigureAwait(false);
            await call.WriteSingleAsync(response, method.ResponseMarshaller).ConfigureAwait(false);
        });

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
        Add(method, handler, async (call, serve) =>
        {
            TResponse response = await serve(new RequestStream<TRequest>(call, method.RequestMarshaller), call).ConfigureAwait(false);
            await call.WriteSingleAsync(response, method.ResponseMarshaller).ConfigureAwait(false);
        });

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
        Add(method, handler, async (call, serve) =>
        {
            TRequest request = await call.Reader.ReadSingleAsync(method.RequestMarshaller, call.WaitToken).ConfigureAwait(false);
            await serve(request, new ResponseStream<TResponse>(call, method.ResponseMarshaller), call).ConfigureAwait(false);
        });

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
        Add(method, handler, (call, serve) =>
            serve(new RequestStream<TRequest>(call, method.RequestMarshaller), new ResponseStream<TResponse>(call, method.ResponseMarshaller), call));

    private void Add<THandler>(IMethod method, THandler? handler, Func<ServerCall, THandler, Task> serve) where THandler : Delegate
    {
        ArgumentNullException.ThrowIfNull(handler);
        _endpoints.Add(new MethodEndpoint(method, context => serve((ServerCall)context, handler), options, logger));
    }
}
