using FvmCompute.Grpc.Client;
using FvmCompute.Test.V1;
using Grpc.Core;

namespace FvmCompute.Grpc.Tests.Client;

public sealed class MetadataTests : IAsyncLifetime
{
    private EchoHost _host = null!;
    private GrpcChannel _channel = null!;
    private Echo.EchoClient _client = null!;

    public async Task InitializeAsync()
    {
        _host = await EchoHost.StartAsync();
        _channel = _host.Channel(options => options.DefaultHeaders.Add("echo-default", "always"));
        _client = new Echo.EchoClient(_channel);
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Metadata_TextAndBinary_TravelBothWaysAsHeadersAndTrailers()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        var sent = new Metadata { { "echo-text", "a, b; ~%20" }, { "Echo-Bytes-Bin", all }, { "echo-empty-bin", [] }, { "echo-text", "second" } };
        AsyncUnaryCall<EchoResponse> call = _client.ReflectAsync(new EchoRequest(), sent);
        await call;
        foreach (Metadata received in new[] { await call.ResponseHeadersAsync, call.GetTrailers() })
        {
            // HTTP may join the values of one name with commas.
            Assert.Equal("a, b; ~%20, second", string.Join(", ", received.GetAll("echo-text").Select(entry => entry.Value)));
            Assert.Equal(all, received.GetValueBytes("echo-bytes-bin")!);
            Assert.Equal([], received.GetValueBytes("echo-empty-bin")!);
            Assert.Equal("always", received.GetValue("echo-default"));
        }
    }

    [Fact]
    public async Task Context_PeerHostAndMethod_AreThoseOfTheCall()
    {
        EchoResponse response = await _client.ReflectAsync(new EchoRequest());
        string[] words = response.Text.Split(' ');
        Assert.StartsWith("ipv4:127.0.0.1:", words[0]);
        Assert.Equal($"127.0.0.1:{_host.Port}", words[1]);
        Assert.Equal("/fvmcompute.test.v1.Echo/Reflect", words[2]);
    }

    [Theory]
    [InlineData("AAEC", new byte[] { 0, 1, 2 })]
    [InlineData("AAE=", new byte[] { 0, 1 })]
    [InlineData("AAE", new byte[] { 0, 1 })]
    [InlineData("AA==", new byte[] { 0 })]
    [InlineData("AA", new byte[] { 0 })]
    [InlineData("+/8=", new byte[] { 0xfb, 0xff })]
    public async Task BinaryMetadata_PaddedOrNot_IsAccepted(string base64, byte[] expected)
    {
        using RawClient raw = new(_host.Address);
        RawResponse response = await raw.CallAsync("/fvmcompute.test.v1.Echo/Reflect", RawClient.Frame([]), ("echo-x-bin", base64));
        Assert.Equal(StatusCode.OK, response.Status);
        Assert.Equal(Convert.ToBase64String(expected).TrimEnd('='), response.Headers.GetValues("echo-x-bin").Single());
    }

    [Theory]
    [InlineData("A")]
    [InlineData("A===")]
    [InlineData("AA=")]
    [InlineData("AA===")]
    [InlineData("*AAA")]
    [InlineData("AA AA")]
    public async Task BinaryMetadata_NotBase64_IsRefusedEvenIfNobodyLooks(string text)
    {
        using RawClient raw = new(_host.Address);
        RawResponse response = await raw.CallAsync("/fvmcompute.test.v1.Echo/Unary", RawClient.Frame([]), ("any-bin", text));
        Assert.Equal(StatusCode.Internal, response.Status);
        Assert.Contains("any-bin", response.Message);
    }

    [Fact]
    public async Task BinaryMetadata_SeveralValuesInOneHeader_AreSplit()
    {
        using RawClient raw = new(_host.Address);
        RawResponse response = await raw.CallAsync("/fvmcompute.test.v1.Echo/Reflect", RawClient.Frame([]), ("echo-x-bin", "AA,AQ==, Ag"));
        Assert.Equal("AA,AQ,Ag", string.Join(",", response.Headers.GetValues("echo-x-bin")).Replace(" ", ""));
    }

    [Theory]
    [InlineData("grpc-status")]
    [InlineData("content-type")]
    [InlineData("te")]
    public async Task Metadata_ReservedKey_IsRefusedBeforeSending(string key)
    {
        RpcException error = await Assert.ThrowsAsync<RpcException>(async () => await _client.UnaryAsync(new EchoRequest(), new Metadata { { key, "0" } }));
        Assert.Equal(StatusCode.Internal, error.StatusCode);
        Assert.Contains(key, error.Status.Detail);
    }

    [Theory]
    [InlineData("with space", "x")]
    [InlineData("ümlaut", "x")]
    [InlineData("", "x")]
    [InlineData("key", "line\nbreak")]
    [InlineData("key", "ü")]
    [InlineData("key-bin", "text")]
    public void Entry_KeyOrValueNotAllowed_Throws(string key, string value) => Assert.Throws<ArgumentException>(() => new Metadata.Entry(key, value));

    [Fact]
    public void Entry_BytesUnderTextKey_Throws() => Assert.Throws<ArgumentException>(() => new Metadata.Entry("key", new byte[1]));
}
