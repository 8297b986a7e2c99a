using System.Net;
using FvmCompute.Grpc.Client;
using FvmCompute.Grpc.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FvmCompute.Grpc.Tests;

/// <summary>A Kestrel server on free loopback ports: one without TLS, one with, one that asks for a client certificate.</summary>
internal sealed class EchoHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EchoHost(WebApplication app, Certificates certificates)
    {
        _app = app;
        Certificates = certificates;
        string[] addresses = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        Port = new Uri(addresses[0]).Port;
        TlsPort = new Uri(addresses[1]).Port;
        MutualTlsPort = new Uri(addresses[2]).Port;
    }

    public Certificates Certificates { get; }

    public required EchoService Echo { get; init; }

    public int Port { get; }

    public int TlsPort { get; }

    public int MutualTlsPort { get; }

    public IServiceProvider Services => _app.Services;

    public string Address => $"http://127.0.0.1:{Port}";

    public static async Task<EchoHost> StartAsync(Action<GrpcServerOptions>? configure = null)
    {
        var certificates = new Certificates();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc(configure);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen => Secure(listen, certificates, ClientCertificateMode.NoCertificate));
            kestrel.Listen(IPAddress.Loopback, 0, listen => Secure(listen, certificates, ClientCertificateMode.RequireCertificate));
        });
        var echo = new EchoService();
        WebApplication app = builder.Build();
        app.MapGrpcService(echo);
        app.MapGrpcHealth();
        app.MapGrpcReflection();
        app.MapGet("/plain", () => "plain");
        await app.StartAsync();
        return new EchoHost(app, certificates) { Echo = echo };
    }

    public GrpcChannel Channel(Action<GrpcChannelOptions>? configure = null) => GrpcChannel.ForAddress(Address, Configured(configure));

    public GrpcChannel SecureChannel(int port, Action<GrpcChannelOptions>? configure = null)
    {
        GrpcChannelOptions options = Configured(configure);
        options.TrustedRoots ??= [Certificates.Authority];
        return GrpcChannel.ForAddress($"https://localhost:{port}", options);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Certificates.Dispose();
    }

    private static GrpcChannelOptions Configured(Action<GrpcChannelOptions>? configure)
    {
        var options = new GrpcChannelOptions();
        configure?.Invoke(options);
        return options;
    }

    private static void Secure(ListenOptions listen, Certificates certificates, ClientCertificateMode mode)
    {
        listen.Protocols = HttpProtocols.Http2;
        listen.UseHttps(https =>
        {
            https.ServerCertificate = certificates.Server;
            https.ClientCertificateMode = mode;
            https.ClientCertificateValidation = (certificate, chain, errors) => certificate.Thumbprint == certificates.Client.Thumbprint;
        });
    }
}
