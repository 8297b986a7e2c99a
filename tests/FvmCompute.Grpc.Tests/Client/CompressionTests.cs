using System.IO.Compression;
using FvmCompute.Grpc.Client;
using FvmCompute.Test.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FvmCompute.Grpc.Tests.Client;

public sealed class CompressionTests : IAsyncLifetime
{
    private const string UnaryPath = "/fvmcompute.test.v1.Echo/Unary";
    private static readonly EchoRequest Compressible = new() { Payload = ByteString.CopyFrom(new byte[200_000]) };
    private EchoHost _host = null!;

    public async Task InitializeAsync() => _host = await EchoHost.StartAsync(options => options.CompressResponses = true);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Gzip_BothWays_IsTransparent()
    {
        using GrpcChannel channel = _host.Channel(options => options.CompressRequests = true);
        EchoResponse response = await new Echo.EchoClient(channel).UnaryAsync(Compressible);
        Assert.Equal(Compressible.Payload, response.Payload);
    }

    [Fact]
    public async Task Gzip_Stream_IsTransparent()
    {
        using GrpcChannel channel = _host.Channel(options => options.CompressRequests = true);
        using AsyncDuplexStreamingCall<EchoRequest, EchoResponse> call = new Echo.EchoClient(channel).Chat();
        for (int i = 0; i < 20; i++)
        {
            call.RequestStream.WriteOptions = new WriteOptions(i % 2 == 0 ? 0 : WriteFlags.NoCompress);
            await call.RequestStream.WriteAsync(Compressible);
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal(Compressible.Payload, call.ResponseStream.Current.Payload);
        }
    }

    [Fact]
    public async Task Response_ClientAcceptsGzip_IsMuchSmallerAndGzip()
    {
        using RawClient raw = new(_host.Address);
        RawResponse response = await raw.CallAsync(UnaryPath, RawClient.Frame(Compressible.ToByteArray()), ("grpc-accept-encoding", "deflate, gzip"));
        Assert.Equal("gzip", response.Headers.GetValues("grpc-encoding").Single());
        Assert.Equal(1, response.Body[0]);
        Assert.InRange(response.Body.Length, 20, 10_000);
        using var gzip = new GZipStream(new MemoryStream(response.Body, 5, response.Body.Length - 5), CompressionMode.Decompress);
        Assert.Equal(Compressible.Payload, EchoResponse.Parser.ParseFrom(gzip).Payload);
    }

    [Fact]
    public async Task Response_ClientDoesNotAcceptGzip_IsPlain()
    {
        using RawClient raw = new(_host.Address);
        RawResponse response = await raw.CallAsync(UnaryPath, RawClient.Frame(Compressible.ToByteArray()), ("grpc-accept-encoding", "identity,deflate"));
        Assert.False(response.Headers.Contains("grpc-encoding"));
        Assert.Equal(0, response.Body[0]);
        Assert.InRange(response.Body.Length, 200_000, 201_000);
    }

    [Fact]
    public async Task Response_SmallMessage_IsNotCompressed()
    {
        using RawClient raw = new(_host.Address);
        RawResponse response = await raw.CallAsync(UnaryPath, RawClient.Frame(new EchoRequest { Text = "aaaa" }.ToByteArray()), ("grpc-accept-encoding", "gzip"));
        Assert.Equal(0, response.Body[0]);
    }

    [Fact]
    public async Task Request_UnknownEncoding_IsUnimplementedAndTellsWhatIsKnown()
    {
        using RawClient raw = new(_host.Address);
        RawResponse response = await raw.CallAsync(UnaryPath, RawClient.Frame([], 1), ("grpc-encoding", "snappy"));
        Assert.Equal(StatusCode.Unimplemented, response.Status);
        Assert.Equal("identity,gzip", string.Join(",", response.Headers.GetValues("grpc-accept-encoding")));
    }

    [Fact]
    public async Task Request_FlagWithoutEncoding_IsInternal()
    {
        using RawClient raw = new(_host.Address);
        RawResponse response = await raw.CallAsync(UnaryPath, RawClient.Frame(Gzipped([1, 2]), 1));
        Assert.Equal(StatusCode.Internal, response.Status);
        Assert.Contains("grpc-encoding", response.Message);
    }

    [Fact]
    public async Task Request_PlainMessageUnderGzip_IsAccepted()
    {
        using RawClient raw = new(_host.Address);
        RawResponse response = await raw.CallAsync(UnaryPath, RawClient.Frame(new EchoRequest { Text = "x" }.ToByteArray()), ("grpc-encoding", "gzip"));
        Assert.Equal(StatusCode.OK, response.Status);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })]
    [InlineData(new byte[] { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff })]
    public async Task Request_NotGzip_IsInternal(byte[] bytes)
    {
        using RawClient raw = new(_host.Address);
        RawResponse response = await raw.CallAsync(UnaryPath, RawClient.Frame(bytes, 1), ("grpc-encoding", "gzip"));
        Assert.Equal(StatusCode.Internal, response.Status);
    }

    [Fact]
    public async Task Request_GzipBomb_StopsAtTheLimit()
    {
        byte[] bomb = Gzipped(new byte[300 << 20]);
        Assert.InRange(bomb.Length, 1, 4 << 20);
        using RawClient raw = new(_host.Address);
        RawResponse response = await raw.CallAsync(UnaryPath, RawClient.Frame(bomb, 1), ("grpc-encoding", "gzip"));
        Assert.Equal(StatusCode.ResourceExhausted, response.Status);
    }

    private static byte[] Gzipped(byte[] plain)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest)) { gzip.Write(plain); }
        return compressed.ToArray();
    }
}
