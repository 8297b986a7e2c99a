using System.Net;
using FvmCompute.Grpc.Server;
using Google.Protobuf;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FvmCompute.Bench.Grpc;

/// <summary>A server with the health service and, as the floor, an endpoint that answers the same bytes.</summary>
internal sealed class LoadedServer : IAsyncDisposable
{
    public const string CallPath = "/grpc.health.v1.Health/Check";
    public const string BarePath = "/bare";

    private readonly WebApplication _app;

    private LoadedServer(WebApplication app)
    {
        _app = app;
        Port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
    }

    public int Port { get; }

    public static async Task<LoadedServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        WebApplication app = builder.Build();
        app.MapGrpcHealth();
        byte[] message = new HealthCheckResponse { Status = HealthCheckResponse.Types.ServingStatus.Serving }.ToByteArray();
        byte[] frame = [0, 0, 0, 0, (byte)message.Length, .. message];
        app.Map(BarePath, (RequestDelegate)(http => AnswerAsync(http, frame)));
        await app.StartAsync();
        return new LoadedServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task AnswerAsync(HttpContext http, byte[] frame)
    {
        System.IO.Pipelines.ReadResult request = await http.Request.BodyReader.ReadAtLeastAsync(5);
        http.Request.BodyReader.AdvanceTo(request.Buffer.End);
        http.Response.ContentType = "application/grpc";
        await http.Response.StartAsync();
        frame.CopyTo(http.Response.BodyWriter.GetSpan(frame.Length));
        http.Response.BodyWriter.Advance(frame.Length);
        http.Response.AppendTrailer("grpc-status", "0");
    }
}
