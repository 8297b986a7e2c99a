using FvmCompute.Grpc.Client;
using FvmCompute.Grpc.Health;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;
using static Grpc.Health.V1.HealthCheckResponse.Types;
using Standard = Grpc.Health.V1.Health;

namespace FvmCompute.Grpc.Tests.Health;

public sealed class HealthTests : IAsyncLifetime
{
    private EchoHost _host = null!;
    private GrpcChannel _channel = null!;
    private Standard.HealthClient _client = null!;
    private HealthRegistry _registry = null!;

    /// <summary>So that a change that is never sent fails a test instead of hanging it.</summary>
    private static DateTime Soon => DateTime.UtcNow.AddSeconds(20);

    public async Task InitializeAsync()
    {
        _host = await EchoHost.StartAsync();
        _channel = _host.Channel();
        _client = new Standard.HealthClient(_channel);
        _registry = _host.Services.GetRequiredService<HealthRegistry>();
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Check_KnownServices_TellTheirStatus()
    {
        _registry.Set("jobs", false);
        Assert.Equal(ServingStatus.Serving, (await _client.CheckAsync(new HealthCheckRequest())).Status);
        Assert.Equal(ServingStatus.NotServing, (await _client.CheckAsync(new HealthCheckRequest { Service = "jobs" })).Status);
    }

    [Fact]
    public async Task Check_UnknownService_IsNotFound()
    {
        RpcException error = await Assert.ThrowsAsync<RpcException>(async () => await _client.CheckAsync(new HealthCheckRequest { Service = "none" }));
        Assert.Equal(StatusCode.NotFound, error.StatusCode);
    }

    [Fact]
    public async Task List_AllServices_HaveTheirStatus()
    {
        _registry.Set("jobs", false);
        HealthListResponse response = await _client.ListAsync(new HealthListRequest());
        Assert.Equal([("", ServingStatus.Serving), ("jobs", ServingStatus.NotServing)], response.Statuses.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value.Status)));
    }

    [Fact]
    public async Task Watch_Changes_AreSentOnceEach()
    {
        using AsyncServerStreamingCall<HealthCheckResponse> call = _client.Watch(new HealthCheckRequest { Service = "jobs" }, deadline: Soon);
        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(call));
        _registry.Set("other", true);
        _registry.Set("jobs", true);
        Assert.Equal(ServingStatus.Serving, await NextAsync(call));
        _registry.Set("jobs", true);
        _registry.Set("jobs", false);
        Assert.Equal(ServingStatus.NotServing, await NextAsync(call));
    }

    [Fact]
    public async Task Watch_ServerStops_EndsWithUnavailable()
    {
        EchoHost host = await EchoHost.StartAsync();
        using GrpcChannel channel = host.Channel();
        using AsyncServerStreamingCall<HealthCheckResponse> call = new Standard.HealthClient(channel).Watch(new HealthCheckRequest(), deadline: Soon);
        await NextAsync(call);
        Task stopped = host.DisposeAsync().AsTask();
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => NextAsync(call));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        await stopped.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> call)
    {
        Assert.True(await call.ResponseStream.MoveNext());
        return call.ResponseStream.Current.Status;
    }
}
