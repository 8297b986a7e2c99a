using FvmCompute.Grpc.Client;
using FvmCompute.Test.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FvmCompute.Grpc.Tests.Client;

/// <summary>Deadlines and cancellation, seen from both ends.</summary>
public sealed class DeadlineTests : IAsyncLifetime
{
    private EchoHost _host = null!;
    private GrpcChannel _channel = null!;
    private Echo.EchoClient _client = null!;

    public async Task InitializeAsync()
    {
        _host = await EchoHost.StartAsync();
        _channel = _host.Channel();
        _client = new Echo.EchoClient(_channel);
        // Connecting and compiling take longer than the deadlines of these tests on a busy machine.
        await _client.UnaryAsync(new EchoRequest());
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Unary_DeadlinePasses_BothSidesStop()
    {
        var request = new EchoRequest { Text = "late", DelayMs = 30_000 };
        RpcException error = await Assert.ThrowsAsync<RpcException>(async () => await _client.UnaryAsync(request, deadline: DateTime.UtcNow.AddMilliseconds(500)));
        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        await Eventually.True(() => _host.Echo.Cancelled.ContainsKey("late"), "the handler's token is cancelled");
    }

    [Fact]
    public async Task Unary_DeadlineInThePast_IsNotSent()
    {
        var request = new EchoRequest { Text = "past" };
        RpcException error = await Assert.ThrowsAsync<RpcException>(async () => await _client.UnaryAsync(request, deadline: DateTime.UtcNow.AddSeconds(-1)));
        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        await _client.UnaryAsync(new EchoRequest { Text = "after" });
        Assert.False(_host.Echo.Began.ContainsKey("past"));
    }

    [Fact]
    public async Task Unary_DeadlineFarAway_IsSeenByTheHandler()
    {
        EchoResponse response = await _client.ReflectAsync(new EchoRequest(), deadline: DateTime.UtcNow.AddYears(100));
        Assert.EndsWith(" True", response.Text);
        response = await _client.ReflectAsync(new EchoRequest());
        Assert.EndsWith(" False", response.Text);
    }

    [Fact]
    public async Task ServerStreaming_DeadlinePassesBetweenMessages_EndsTheStream()
    {
        using AsyncServerStreamingCall<EchoResponse> call =
            _client.Expand(new EchoRequest { Text = "stream", Count = 1000, DelayMs = 20 }, deadline: DateTime.UtcNow.AddMilliseconds(500));
        int received = 0;
        RpcException error = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await foreach (EchoResponse _ in call.ResponseStream.ReadAllAsync()) { received++; }
        });
        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        Assert.InRange(received, 1, 100);
        await Eventually.True(() => _host.Echo.Cancelled.ContainsKey("stream"), "the handler's token is cancelled");
    }

    [Fact]
    public async Task Unary_ClientCancels_ReachesTheHandler()
    {
        using var source = new CancellationTokenSource();
        AsyncUnaryCall<EchoResponse> call = _client.UnaryAsync(new EchoRequest { Text = "cancel", DelayMs = 30_000 }, cancellationToken: source.Token);
        await Eventually.True(() => _host.Echo.Began.ContainsKey("cancel"), "the handler begins");
        await source.CancelAsync();
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.Cancelled, error.StatusCode);
        await Eventually.True(() => _host.Echo.Cancelled.ContainsKey("cancel"), "the handler's token is cancelled");
    }

    [Fact]
    public async Task DuplexStreaming_CallDisposed_ReachesTheHandler()
    {
        AsyncDuplexStreamingCall<EchoRequest, EchoResponse> call = _client.Chat();
        await call.RequestStream.WriteAsync(new EchoRequest { Text = "dispose" });
        Assert.True(await call.ResponseStream.MoveNext());
        Task<bool> pending = call.ResponseStream.MoveNext();
        call.Dispose();
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => pending);
        Assert.Equal(StatusCode.Cancelled, error.StatusCode);
        await Eventually.True(() => _host.Echo.Cancelled.ContainsKey("dispose"), "the handler's token is cancelled");
    }

    [Fact]
    public async Task Unary_HandlerIgnoresDeadline_ServerAnswersWithoutIt()
    {
        using RawClient raw = new(_host.Address);
        byte[] body = RawClient.Frame(new EchoRequest { Text = "stubborn", Stubborn = true }.ToByteArray());
        Task<RawResponse> call = raw.CallAsync("/fvmcompute.test.v1.Echo/Unary", body, ("grpc-timeout", "200m"));
        RawResponse response = await call.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(StatusCode.DeadlineExceeded, response.Status);
        _host.Echo.LetGo.SetResult();
    }

    [Theory]
    [InlineData("1000000n")]
    [InlineData("1000u")]
    [InlineData("1m")]
    public async Task Timeout_EachFineUnit_IsUnderstood(string timeout)
    {
        using RawClient raw = new(_host.Address);
        byte[] body = RawClient.Frame(new EchoRequest { Text = timeout, DelayMs = 20_000 }.ToByteArray());
        Assert.Equal(StatusCode.DeadlineExceeded, (await raw.CallAsync("/fvmcompute.test.v1.Echo/Unary", body, ("grpc-timeout", timeout))).Status);
    }

    [Theory]
    [InlineData("1H")]
    [InlineData("99999999H")]
    [InlineData("30S")]
    [InlineData("2M")]
    public async Task Timeout_EachLongUnit_IsUnderstood(string timeout)
    {
        using RawClient raw = new(_host.Address);
        byte[] body = RawClient.Frame(new EchoRequest { Text = timeout, DelayMs = 1 }.ToByteArray());
        Assert.Equal(StatusCode.OK, (await raw.CallAsync("/fvmcompute.test.v1.Echo/Unary", body, ("grpc-timeout", timeout))).Status);
    }

    [Theory]
    [InlineData("100000000m")]
    [InlineData("-1m")]
    [InlineData("m")]
    [InlineData("10")]
    [InlineData("1x")]
    [InlineData("1.5S")]
    public async Task Timeout_Malformed_IsRefused(string timeout)
    {
        using RawClient raw = new(_host.Address);
        RawResponse response = await raw.CallAsync("/fvmcompute.test.v1.Echo/Unary", RawClient.Frame([]), ("grpc-timeout", timeout));
        Assert.Equal(StatusCode.Internal, response.Status);
        Assert.Contains("grpc-timeout", response.Message);
    }
}
