using FvmCompute.Grpc.Health;
using FvmCompute.Sidecar.Node;
using Microsoft.AspNetCore.Http;

namespace FvmCompute.Sidecar.Host;

/// <summary>Tells whether the sidecar can do its work: the chain makes tipsets. The same answer on /healthz and in grpc.health.v1.</summary>
public sealed class HealthEndpoint : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly string[] Services = ["", "fvmcompute.v1.Jobs", "fvmcompute.v1.Chain"];

    private readonly ChainNode _node;
    private readonly HealthRegistry _registry;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _watching;

    public HealthEndpoint(ChainNode node, HealthRegistry registry)
    {
        _node = node;
        _registry = registry;
        foreach (string always in (string[])["fvmcompute.v1.Devices", "fvmcompute.v1.Proofs"]) { registry.Set(always, true); }
        Check();
        _watching = WatchAsync();
    }

    public IResult Answer() => Check() is { } problem
        ? Results.Text($"not serving: {problem}\n", statusCode: StatusCodes.Status503ServiceUnavailable)
        : Results.Text("serving\n");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        _stopping.Dispose();
    }

    /// <returns>What is wrong; null when nothing is.</returns>
    private string? Check()
    {
        string? problem = _node.Chain.StopReason;
        foreach (string service in Services) { _registry.Set(service, problem is null); }
        return problem;
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token)) { Check(); }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }
}
