using System.Security.Cryptography.X509Certificates;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Grpc.Health;
using FvmCompute.Grpc.Server;
using FvmCompute.Sidecar.Compute;
using FvmCompute.Sidecar.Configuration;
using FvmCompute.Sidecar.Datasets;
using FvmCompute.Sidecar.Jobs;
using FvmCompute.Sidecar.Node;
using FvmCompute.Sidecar.Pieces;
using FvmCompute.Sidecar.Roots;
using FvmCompute.Sidecar.Services;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Sidecar.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using HttpResults = Microsoft.AspNetCore.Http.Results;

namespace FvmCompute.Sidecar.Host;

/// <summary>A running sidecar: chain, market, job engine, gRPC and metrics in one process.</summary>
public sealed class SidecarHost : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _parts = new();
    private WebApplication? _web;

    private SidecarHost(Settings settings) => Settings = settings;

    public Settings Settings { get; }

    public ChainNode Node { get; private set; } = null!;

    public MarketClient Market { get; private set; } = null!;

    public Outbox Outbox { get; private set; } = null!;

    public JobEngine Engine { get; private set; } = null!;

    public JobStore Store { get; private set; } = null!;

    public ResultStore Results { get; private set; } = null!;

    public PieceCatalog Pieces { get; private set; } = null!;

    public DatasetCatalog Datasets { get; private set; } = null!;

    public ComputeDevices Devices { get; private set; } = null!;

    /// <summary>Where gRPC is served, with the port that was really taken.</summary>
    public string GrpcAddress { get; private set; } = "";

    /// <summary>Where /metrics and /healthz are served.</summary>
    public string HttpAddress { get; private set; } = "";

    /// <summary>Opens everything in the data folder, takes up what a crash left, and serves.</summary>
    /// <exception cref="ConfigurationException">A setting cannot be used, or another server has the data folder.</exception>
    public static async Task<SidecarHost> StartAsync(Settings settings, CancellationToken cancellation)
    {
        var host = new SidecarHost(settings);
        try
        {
            await host.OpenAsync(cancellation);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes when the process is asked to stop: by a signal, or through <paramref name="cancellation"/>.</summary>
    public async Task WaitForStopAsync(CancellationToken cancellation)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration cancelled = cancellation.Register(() => stop.TrySetResult());
        await using CancellationTokenRegistration stopping = _web!.Lifetime.ApplicationStopping.Register(() => stop.TrySetResult());
        await stop.Task;
    }

    public async ValueTask DisposeAsync()
    {
        if (_web is not null) { await _web.StopAsync(); }
        while (_parts.TryPop(out IAsyncDisposable? part)) { await part.DisposeAsync(); }
    }

    private async Task OpenAsync(CancellationToken cancellation)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        ConfigureLogging(builder.Logging);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(ConfigureKestrel);
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = Settings.MaxMessageBytes;
            options.MaxConcurrentStreams = Settings.MaxStreams;
            options.Interceptors.Add(ServiceErrors.Translate);
        });
        WebApplication web = Own(builder.Build());
        Metrics metrics = Own(new Metrics());
        await OpenPartsAsync(web.Services.GetRequiredService<ILoggerFactory>().CreateLogger("FvmCompute"), metrics, cancellation);
        Map(web, metrics);
        Engine.Start();
        await web.StartAsync(cancellation);
        _web = web;
        ReadAddresses(web);
    }

    private async Task OpenPartsAsync(ILogger log, Metrics metrics, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Settings.DataFolder);
        Own(DataFolderLock.Take(Settings.DataFolder));
        Devices = Own(new ComputeDevices(Settings));
        LogDevice(log);
        Store = Own(JobStore.Open(Path.Combine(Settings.DataFolder, "jobs.sqlite")));
        Results = new ResultStore(Path.Combine(Settings.DataFolder, "results"));
        Pieces = new PieceCatalog(Store, new FileRoots("piece-roots", Settings.PieceRoots), Path.Combine(Settings.DataFolder, "trees"), Devices);
        var admission = new Admission(Settings.HostMemoryBytes, Environment.ProcessorCount * 4, TimeProvider.System);
        DatasetShelf shelf = Own(new DatasetShelf(Settings.DatasetMemoryBytes));
        Datasets = new DatasetCatalog(
            Store, new FileRoots("dataset-roots", Settings.DatasetRoots), shelf, Devices.Prover, admission, log);
        Node = Own(ChainNode.Open(Settings, log));
        Outbox = new Outbox(Store, Node, log);
        Outbox.Resume();
        Market = await MarketClient.OpenAsync(Node, Outbox, cancellation);
        await Market.RegisterProviderAsync(new TokenAmount(Settings.Bond), cancellation);
        var inputs = new InputStore(Path.Combine(Settings.DataFolder, "inputs"));
        Engine = Own(new JobEngine(Store, inputs, Results, Pieces, Datasets, Devices, admission, Node, Market, Settings, metrics.Meter, log));
        metrics.Meter.CreateObservableGauge("fvmcompute_kept_dataset_bytes", () => shelf.UnusedBytes, "bytes", "committed datasets kept for later jobs");
        metrics.Meter.CreateObservableGauge("fvmcompute_chain_epoch", () => Node.HeadEpoch, description: "epoch of the head");
    }

    private void LogDevice(ILogger log)
    {
        var selection = Devices.Select();
        if (selection.IsFallback)
        {
            log.LogWarning("jobs run on {Device} (asked for: {Requested}) because {Reason}", selection.Device, Settings.Device, selection.FallbackReason);
        }
        else
        {
            log.LogInformation("jobs run on {Device}", selection.Device);
        }
    }

    private void Map(WebApplication web, Metrics metrics)
    {
        web.MapGrpcService(new JobsService(Engine, Store, Results, web.Lifetime.ApplicationStopping));
        web.MapGrpcService(new ChainService(Node, Outbox, Market, web.Lifetime.ApplicationStopping));
        web.MapGrpcService(new DevicesService(Devices));
        web.MapGrpcService(new ProofsService());
        web.MapGrpcService(new DatasetsService());
        web.MapGrpcHealth();
        web.MapGrpcReflection();
        var health = new HealthEndpoint(Node, web.Services.GetRequiredService<HealthRegistry>());
        Own(health);
        int httpPort() => new Uri(HttpAddress).Port;
        web.MapGet("/metrics", (HttpContext context) => context.Connection.LocalPort == httpPort()
            ? HttpResults.Text(metrics.Exposition(), "text/plain; version=0.0.4; charset=utf-8") : HttpResults.NotFound());
        web.MapGet("/healthz", (HttpContext context) => context.Connection.LocalPort == httpPort() ? health.Answer() : HttpResults.NotFound());
    }

    private void ConfigureKestrel(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxConcurrentConnections = Settings.MaxConnections;
        kestrel.Listen(Settings.Listen, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http2;
            if (Settings.TlsCertificate is not null) { endpoint.UseHttps(ConfigureTls); }
        });
        kestrel.Listen(Settings.HttpListen, endpoint => endpoint.Protocols = HttpProtocols.Http1);
    }

    private void ConfigureTls(HttpsConnectionAdapterOptions tls)
    {
        tls.ServerCertificate = X509Certificate2.CreateFromPemFile(Settings.TlsCertificate!, Settings.TlsKey);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(Settings.TlsCertificate!);
        tls.ServerCertificateChain = chain;
        if (Settings.TlsClientAuthorities is null) { return; }
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(Settings.TlsClientAuthorities);
        tls.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        tls.ClientCertificateValidation = (certificate, _, _) => IsSignedBy(certificate, authorities);
    }

    private static bool IsSignedBy(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    private void ConfigureLogging(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(Enum.Parse<LogLevel>(Settings.LogLevel, ignoreCase: true));
        logging.AddFilter("Microsoft", LogLevel.Warning);
        if (Settings.LogFormat == "json") { logging.AddJsonConsole(options => options.UseUtcTimestamp = true); }
        else { logging.AddSimpleConsole(options => options.SingleLine = true); }
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private void ReadAddresses(WebApplication web)
    {
        string[] addresses = [.. web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        GrpcAddress = addresses[0];
        HttpAddress = addresses[1];
    }

    private T Own<T>(T part)
    {
        _parts.Push(part as IAsyncDisposable ?? new Synchronously((IDisposable)part!));
        return part;
    }

    private sealed class Synchronously(IDisposable part) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
