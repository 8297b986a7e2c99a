using System.Net;
using FvmCompute.Test.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FvmCompute.Grpc.Tests.Server;

/// <summary>Requests that no client sends: each gets its error, costs little memory, and leaves the server working.</summary>
public sealed class HostileTests : IAsyncLifetime
{
    private const string Unary = "/fvmcompute.test.v1.Echo/Unary";
    private const string Expand = "/fvmcompute.test.v1.Echo/Expand";
    private const string Collect = "/fvmcompute.test.v1.Echo/Collect";
    private EchoHost _host = null!;
    private RawClient _raw = null!;

    public async Task InitializeAsync()
    {
        _host = await EchoHost.StartAsync();
        _raw = new RawClient(_host.Address);
    }

    public async Task DisposeAsync()
    {
        Assert.Equal(StatusCode.OK, (await _raw.CallAsync(Unary, RawClient.Frame([]))).Status);
        _raw.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData(new byte[0], StatusCode.Internal)]
    [InlineData(new byte[] { 0 }, StatusCode.Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0 }, StatusCode.Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 5 }, StatusCode.Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 5, 1, 2, 3 }, StatusCode.Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, StatusCode.Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 7 }, StatusCode.Internal)]
    [InlineData(new byte[] { 2, 0, 0, 0, 0 }, StatusCode.Internal)]
    [InlineData(new byte[] { 255, 0, 0, 0, 0 }, StatusCode.Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 0xff, 0xff }, StatusCode.Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 10, 9 }, StatusCode.Internal)]
    [InlineData(new byte[] { 0, 0xff, 0xff, 0xff, 0xff }, StatusCode.ResourceExhausted)]
    [InlineData(new byte[] { 0, 0x80, 0, 0, 0 }, StatusCode.ResourceExhausted)]
    [InlineData(new byte[] { 0, 0, 0x40, 0, 1 }, StatusCode.ResourceExhausted)]
    public async Task Unary_MalformedBody_IsRefused(byte[] body, StatusCode expected)
    {
        RawResponse response = await _raw.CallAsync(Unary, body);
        Assert.Equal(expected, response.Status);
        Assert.NotEmpty(response.Message);
        Assert.Empty(response.Body);
    }

    [Theory]
    [InlineData(Expand)]
    [InlineData(Collect)]
    [InlineData("/fvmcompute.test.v1.Echo/Chat")]
    public async Task Streaming_TruncatedMessage_IsRefused(string path)
    {
        byte[] body = [.. RawClient.Frame(new EchoRequest { Text = "whole", Count = 1 }.ToByteArray()), 0, 0, 0, 0, 9, 1];
        Assert.Equal(StatusCode.Internal, (await _raw.CallAsync(path, body)).Status);
    }

    [Fact]
    public async Task Unary_NestedTooDeeply_IsRefused()
    {
        byte[] nested = [];
        for (int i = 0; i < 20_000; i++) { nested = [.. (byte[])[0x2b], .. nested.Take(30_000), 0x2c]; }
        Assert.Equal(StatusCode.Internal, (await _raw.CallAsync(Unary, RawClient.Frame(nested))).Status);
    }

    [Fact]
    public async Task Limit_MessageOfExactlyTheLimit_IsAccepted()
    {
        byte[] text = new byte[(4 << 20) - 5];
        byte[] body = RawClient.Frame(new EchoRequest { Payload = ByteString.CopyFrom(text) }.ToByteArray());
        Assert.Equal((4 << 20) + 5, body.Length);
        Assert.Equal(StatusCode.OK, (await _raw.CallAsync(Unary, body)).Status);
    }

    [Fact]
    public async Task Limit_HugeMessageAnnounced_IsRefusedBeforeItIsSent()
    {
        await using Http2Socket socket = await Http2Socket.ConnectAsync(_host.Port);
        await socket.SendAsync(Http2Socket.Headers, Http2Socket.EndHeaders, 1, Http2Socket.RequestBlock(Unary));
        await socket.SendAsync(Http2Socket.Data, 0, 1, [0, 0x7f, 0xff, 0xff, 0xff]);
        await WaitForEndAsync(socket, 1);
    }

    [Fact]
    public async Task Limit_ResponseTooLarge_IsResourceExhausted()
    {
        await using EchoHost host = await EchoHost.StartAsync(options => options.MaxSendMessageSize = 100);
        using RawClient raw = new(host.Address);
        RawResponse response = await raw.CallAsync(Unary, RawClient.Frame(new EchoRequest { Payload = ByteString.CopyFrom(new byte[200]) }.ToByteArray()));
        Assert.Equal(StatusCode.ResourceExhausted, response.Status);
        Assert.Empty(response.Body);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpc+json")]
    [InlineData("application/grpc-web")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task Http_OtherContentType_Is415(string? contentType) =>
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await _raw.SendAsync(HttpMethod.Post, Unary, contentType, RawClient.Frame([]))).Http);

    [Theory]
    [InlineData("application/grpc")]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc; charset=utf-8")]
    public async Task Http_GrpcContentType_IsAccepted(string contentType) =>
        Assert.Equal(StatusCode.OK, (await _raw.SendAsync(HttpMethod.Post, Unary, contentType, RawClient.Frame([]))).Status);

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public async Task Http_OtherMethod_Is405(string method) =>
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _raw.SendAsync(new HttpMethod(method), Unary, "application/grpc", RawClient.Frame([]))).Http);

    [Theory]
    [InlineData("/fvmcompute.test.v1.Echo/unary")]
    [InlineData("/fvmcompute.test.v1.echo/Unary")]
    [InlineData("/no.such.Service/Method")]
    [InlineData("/")]
    [InlineData("/a/b/c")]
    public async Task Path_Unknown_IsUnimplemented(string path)
    {
        RawResponse response = await _raw.CallAsync(path, RawClient.Frame([]));
        Assert.Equal((StatusCode.Unimplemented, true), (response.Status!.Value, response.TrailersOnly));
    }

    [Fact]
    public async Task Path_NotGrpc_GoesToOtherRoutes()
    {
        RawResponse response = await _raw.SendAsync(HttpMethod.Get, "/plain", null, []);
        Assert.Equal("plain", System.Text.Encoding.UTF8.GetString(response.Body));
        Assert.Equal(HttpStatusCode.NotFound, (await _raw.SendAsync(HttpMethod.Get, "/no/where", null, [])).Http);
    }

    [Fact]
    public async Task Streaming_ManyTinyMessagesInOnePiece_AreAllRead()
    {
        const int Count = 200_000;
        byte[] body = new byte[5 * Count];
        RawResponse response = await _raw.CallAsync(Collect, body);
        Assert.Equal(StatusCode.OK, response.Status);
        Assert.Equal((uint)Count, EchoResponse.Parser.ParseFrom(response.Body.AsSpan(5)).Index);
    }

    [Fact]
    public async Task Streaming_SlowReader_HoldsTheWriterBack()
    {
        _host.Echo.ExpandPayload = 64 << 10;
        await using Http2Socket socket = await Http2Socket.ConnectAsync(_host.Port, windowBytes: 128 << 10);
        await SendRequestAsync(socket, 1, Expand, new EchoRequest { Text = "slow", Count = 1000 });
        await Eventually.True(() => _host.Echo.Expanded >= 1, "the first response is written");
        await Task.Delay(500);
        Assert.InRange(_host.Echo.Expanded, 1, 20);
        await socket.SendAsync(Http2Socket.ResetStream, 0, 1, Http2Socket.BigEndian(8));
        await Eventually.True(() => _host.Echo.Cancelled.ContainsKey("slow"), "the handler's token is cancelled");
    }

    [Fact]
    public async Task Unary_ResetDuringTheHandler_CancelsIt()
    {
        await using Http2Socket socket = await Http2Socket.ConnectAsync(_host.Port);
        await SendRequestAsync(socket, 1, Unary, new EchoRequest { Text = "reset", DelayMs = 30_000 });
        await Eventually.True(() => _host.Echo.Began.ContainsKey("reset"), "the handler begins");
        await socket.SendAsync(Http2Socket.ResetStream, 0, 1, Http2Socket.BigEndian(8));
        await Eventually.True(() => _host.Echo.Cancelled.ContainsKey("reset"), "the handler's token is cancelled");
    }

    [Fact]
    public async Task Streaming_ConnectionBreaks_CancelsTheHandler()
    {
        Http2Socket socket = await Http2Socket.ConnectAsync(_host.Port);
        await SendRequestAsync(socket, 1, Expand, new EchoRequest { Text = "break", Count = 100_000, DelayMs = 5 });
        await Eventually.True(() => _host.Echo.Expanded > 0, "the handler writes");
        socket.Break();
        await Eventually.True(() => _host.Echo.Cancelled.ContainsKey("break"), "the handler's token is cancelled");
    }

    [Fact]
    public async Task Streams_OpenedAndResetQuickly_DoNotHarmTheServer()
    {
        await using Http2Socket socket = await Http2Socket.ConnectAsync(_host.Port);
        try
        {
            for (int stream = 1; stream < 4000; stream += 2)
            {
                socket.Write(Http2Socket.Headers, Http2Socket.EndHeaders, stream, Http2Socket.RequestBlock(Collect));
                socket.Write(Http2Socket.ResetStream, 0, stream, Http2Socket.BigEndian(8));
            }

            await socket.FlushAsync();
        }
        catch (IOException) { /* Kestrel may close a connection that does this; others must go on. */ }

        Assert.Equal(StatusCode.OK, (await _raw.CallAsync(Unary, RawClient.Frame([]))).Status);
    }

    private static Task SendRequestAsync(Http2Socket socket, int stream, string path, EchoRequest request)
    {
        socket.Write(Http2Socket.Headers, Http2Socket.EndHeaders, stream, Http2Socket.RequestBlock(path));
        return socket.SendAsync(Http2Socket.Data, Http2Socket.EndStream, stream, RawClient.Frame(request.ToByteArray()));
    }

    private static async Task WaitForEndAsync(Http2Socket socket, int stream)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            (byte type, byte flags, int id, _) = await socket.ReadAsync(limit.Token);
            if (id == stream && type == Http2Socket.Headers && (flags & Http2Socket.EndStream) != 0) { return; }
        }
    }
}
