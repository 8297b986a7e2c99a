using System.Collections.Concurrent;
using FvmCompute.Grpc.Client;
using FvmCompute.Grpc.Server;
using FvmCompute.Test.V1;
using Grpc.Core;

namespace FvmCompute.Grpc.Tests.Server;

public sealed class InterceptorTests
{
    private readonly ConcurrentQueue<string> _seen = new();

    [Fact]
    public async Task Interceptors_Several_NestInTheirOrder()
    {
        await using EchoHost host = await EchoHost.StartAsync(options =>
        {
            options.Interceptors.Add(Recorder("outer"));
            options.Interceptors.Add(Recorder("inner"));
        });
        using GrpcChannel channel = host.Channel();
        await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest());
        await Eventually.True(() => _seen.Count == 4, "both interceptors end");
        Assert.Equal(["outer begins", "inner begins", "inner ends", "outer ends"], _seen);
    }

    [Fact]
    public async Task Interceptor_Refuses_NoMessageIsReadAndNoHandlerRuns()
    {
        await using EchoHost host = await EchoHost.StartAsync(options => options.Interceptors.Add(Bearer("letmein")));
        using GrpcChannel channel = host.Channel();
        var client = new Echo.EchoClient(channel);
        RpcException error = await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryAsync(new EchoRequest { Text = "no" }));
        Assert.Equal(StatusCode.Unauthenticated, error.StatusCode);
        Assert.False(host.Echo.Began.ContainsKey("no"));
        await client.UnaryAsync(new EchoRequest { Text = "yes" }, new Metadata { { "authorization", "Bearer letmein" } });
        Assert.True(host.Echo.Began.ContainsKey("yes"));
    }

    [Fact]
    public async Task Interceptor_HandlerFails_SeesTheException()
    {
        await using EchoHost host = await EchoHost.StartAsync(options => options.Interceptors.Add(Recorder("metrics")));
        using GrpcChannel channel = host.Channel();
        var request = new FailRequest { How = FailRequest.Types.How.RpcException, Code = (int)StatusCode.OutOfRange };
        await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel).FailAsync(request));
        Assert.Contains("metrics fails OutOfRange", _seen);
    }

    private static CallInterceptor Bearer(string token) => (context, next) => context.RequestHeaders.GetValue("authorization") == $"Bearer {token}"
        ? next(context)
        : throw new RpcException(new Status(StatusCode.Unauthenticated, "a bearer token is needed"));

    private CallInterceptor Recorder(string name) => async (context, next) =>
    {
        _seen.Enqueue($"{name} begins");
        try { await next(context); }
        catch (RpcException error)
        {
            _seen.Enqueue($"{name} fails {error.StatusCode}");
            throw;
        }

        _seen.Enqueue($"{name} ends");
    };
}
