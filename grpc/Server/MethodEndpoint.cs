using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace FvmCompute.Grpc.Server;

/// <summary>Serves one method over HTTP. What differs between the four kinds of methods is in its <see cref="CallHandler"/>.</summary>
internal sealed class MethodEndpoint
{
    private readonly IMethod _method;
    private readonly GrpcServerOptions _options;
    private readonly ILogger _logger;
    private readonly CallHandler _pipeline;

    public MethodEndpoint(IMethod method, CallHandler handler, GrpcServerOptions options, ILogger logger)
    {
        _method = method;
        _options = options;
        _logger = logger;
        _pipeline = options.Interceptors.Reverse().Aggregate(handler, (next, interceptor) => context => interceptor(context, next));
    }

    public IMethod Method => _method;

    public Task HandleAsync(HttpContext http)
    {
        // Routes ignore case, gRPC does not.
        if (http.Request.Path.Value != _method.FullName) { return UnknownMethods.AnswerAsync(http); }
        if (!ProtocolGate.Admit(http)) { return Task.CompletedTask; }
        LiftBodyLimits(http);
        return RunAsync(new ServerCall(http, _method, _options));
    }

    private async Task RunAsync(ServerCall call)
    {
        try
        {
            call.Start();
            await _pipeline(call).ConfigureAwait(false);
        }
        catch (Exception error) { call.Fail(error, _logger); }

        try { await call.FinishAsync().ConfigureAwait(false); }
        catch (Exception error)
        {
            Log.StatusNotSent(_logger, error, _method.FullName);
            call.Http.Abort();
        }
    }

    /// <summary>A stream of requests may be long and idle; each of its messages has a limit of its own.</summary>
    private void LiftBodyLimits(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) { size.MaxRequestBodySize = null; }
        if (_method.Type is MethodType.Unary or MethodType.ServerStreaming) { return; }
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) { rate.MinDataRate = null; }
    }
}
