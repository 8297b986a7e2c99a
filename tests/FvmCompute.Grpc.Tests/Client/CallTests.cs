using FvmCompute.Grpc.Client;
using FvmCompute.Test.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FvmCompute.Grpc.Tests.Client;

/// <summary>The .NET client against the server: the four kinds of calls.</summary>
public sealed class CallTests : IAsyncLifetime
{
    private EchoHost _host = null!;
    private GrpcChannel _channel = null!;
    private Echo.EchoClient _client = null!;

    public async Task InitializeAsync()
    {
        _host = await EchoHost.StartAsync(options => options.MaxReceiveMessageSize = 16 << 20);
        _channel = _host.Channel(options => options.MaxReceiveMessageSize = 16 << 20);
        _client = new Echo.EchoClient(_channel);
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5000)]
    [InlineData(9 << 20)]
    public async Task Unary_Payload_ComesBack(int bytes)
    {
        byte[] payload = new byte[bytes];
        new Random(bytes).NextBytes(payload);
        EchoResponse response = await _client.UnaryAsync(new EchoRequest { Text = "größer", Payload = ByteString.CopyFrom(payload) });
        Assert.Equal("größer", response.Text);
        Assert.Equal(payload, response.Payload.ToByteArray());
    }

    [Fact]
    public void Unary_Blocking_Works() => Assert.Equal("x", _client.Unary(new EchoRequest { Text = "x" }).Text);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3000)]
    public async Task ServerStreaming_Responses_ComeInOrder(uint count)
    {
        using AsyncServerStreamingCall<EchoResponse> call = _client.Expand(new EchoRequest { Count = count });
        uint expected = 0;
        await foreach (EchoResponse response in call.ResponseStream.ReadAllAsync()) { Assert.Equal(expected++, response.Index); }
        Assert.Equal(count, expected);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5000)]
    public async Task ClientStreaming_Requests_AreAllSeen(int count)
    {
        using AsyncClientStreamingCall<EchoRequest, EchoResponse> call = _client.Collect();
        for (int i = 0; i < count; i++) { await call.RequestStream.WriteAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[i % 100]) }); }
        await call.RequestStream.CompleteAsync();
        EchoResponse response = await call;
        Assert.Equal((uint)count, response.Index);
        Assert.Equal((ulong)Enumerable.Range(0, count).Sum(i => i % 100), response.PayloadBytes);
    }

    [Fact]
    public async Task DuplexStreaming_Turns_Alternate()
    {
        using AsyncDuplexStreamingCall<EchoRequest, EchoResponse> call = _client.Chat();
        for (uint i = 0; i < 200; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = $"turn {i}" });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal($"turn {i}", call.ResponseStream.Current.Text);
            Assert.Equal(i, call.ResponseStream.Current.Index);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task DuplexStreaming_BothDirectionsAtOnce_DoNotBlockEachOther()
    {
        using AsyncDuplexStreamingCall<EchoRequest, EchoResponse> call = _client.Chat();
        var payload = ByteString.CopyFrom(new byte[100_000]);
        Task writes = Task.Run(async () =>
        {
            for (int i = 0; i < 200; i++) { await call.RequestStream.WriteAsync(new EchoRequest { Payload = payload }); }
            await call.RequestStream.CompleteAsync();
        });
        long received = 0;
        await foreach (EchoResponse response in call.ResponseStream.ReadAllAsync()) { received += response.Payload.Length; }
        await writes;
        Assert.Equal(200L * 100_000, received);
    }

    [Fact]
    public async Task ClientStreaming_BufferedWrites_ArriveWithTheNextFlush()
    {
        using AsyncClientStreamingCall<EchoRequest, EchoResponse> call = _client.Collect();
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
        for (int i = 0; i < 100; i++) { await call.RequestStream.WriteAsync(new EchoRequest { Text = "x" }); }
        await call.RequestStream.CompleteAsync();
        Assert.Equal(100u, (await call).Index);
    }

    [Fact]
    public async Task ClientStreaming_ServerEndsEarly_StatusReachesWriterAndReader()
    {
        using AsyncClientStreamingCall<EchoRequest, EchoResponse> call = _client.Collect();
        await call.RequestStream.WriteAsync(new EchoRequest { Text = "stop" });
        RpcException read = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal((StatusCode.Aborted, "stopped"), (read.StatusCode, read.Status.Detail));
        RpcException write = await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(new EchoRequest()));
        Assert.Equal(StatusCode.Aborted, write.StatusCode);
    }

    [Fact]
    public async Task RequestStream_WriteAfterComplete_IsRefused()
    {
        using AsyncClientStreamingCall<EchoRequest, EchoResponse> call = _client.Collect();
        await call.RequestStream.CompleteAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(new EchoRequest()));
    }

    [Fact]
    public async Task Calls_ManyAtOnce_ShareConnections()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) =>
        {
            EchoResponse response = await _client.UnaryAsync(new EchoRequest { Text = $"{i}" });
            Assert.Equal($"{i}", response.Text);
        });
    }

    [Fact]
    public async Task Call_NoServer_IsUnavailable()
    {
        using var channel = GrpcChannel.ForAddress("http://127.0.0.1:1");
        RpcException error = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest()));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
    }

    [Fact]
    public async Task DuplexStreaming_NoServer_WriterIsToldToo()
    {
        using var channel = GrpcChannel.ForAddress("http://127.0.0.1:1");
        using AsyncDuplexStreamingCall<EchoRequest, EchoResponse> call = new Echo.EchoClient(channel).Chat();
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(new EchoRequest()));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
    }

    [Theory]
    [InlineData("ftp://x")]
    [InlineData("localhost:5")]
    [InlineData("http://localhost/path")]
    public void Channel_AddressNotHttp_IsRefused(string address) => Assert.Throws<ArgumentException>(() => GrpcChannel.ForAddress(address));
}
