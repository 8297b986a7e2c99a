using FvmCompute.Grpc.Client;
using FvmCompute.Test.V1;
using Grpc.Core;

namespace FvmCompute.Grpc.Tests.Client;

public sealed class TlsTests : IAsyncLifetime
{
    private EchoHost _host = null!;

    public async Task InitializeAsync() => _host = await EchoHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Channel_OwnAuthority_IsTrusted() => await AssertWorksAsync(_host.SecureChannel(_host.TlsPort));

    [Fact]
    public async Task Channel_OtherAuthority_IsRefused()
    {
        using var other = new Certificates();
        await AssertUnavailableAsync(_host.SecureChannel(_host.TlsPort, options => options.TrustedRoots = [other.Authority]));
    }

    [Fact]
    public async Task Channel_ClientCertificate_IsShown() =>
        await AssertWorksAsync(_host.SecureChannel(_host.MutualTlsPort, options => options.ClientCertificates = [_host.Certificates.Client]));

    [Fact]
    public async Task Channel_NoClientCertificateWhereOneIsAsked_IsRefused() => await AssertUnavailableAsync(_host.SecureChannel(_host.MutualTlsPort));

    private static async Task AssertWorksAsync(GrpcChannel channel)
    {
        using (channel)
        {
            EchoResponse response = await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Text = "secret" });
            Assert.Equal("secret", response.Text);
        }
    }

    private static async Task AssertUnavailableAsync(GrpcChannel channel)
    {
        using (channel)
        {
            RpcException error = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest()));
            Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        }
    }
}
