using FvmCompute.Grpc.Errors;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Hosting;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace FvmCompute.Grpc.Health;

/// <summary>The standard health service. Watches end with UNAVAILABLE when the server stops, so that they do not hold it up.</summary>
public sealed class HealthService(HealthRegistry registry, IHostApplicationLifetime lifetime) : global::Grpc.Health.V1.Health.HealthBase
{
    private const int MaxListed = 100;

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        ServingStatus status = registry.Observe(request.Service).Status;
        return status == ServingStatus.ServiceUnknown
            ? throw RpcErrors.Create(StatusCode.NotFound, $"the server reports no health for the service '{request.Service}'")
            : Task.FromResult(new HealthCheckResponse { Status = status });
    }

    public override Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        IReadOnlyDictionary<string, ServingStatus> statuses = registry.Snapshot();
        if (statuses.Count > MaxListed) { throw RpcErrors.Create(StatusCode.ResourceExhausted, $"{statuses.Count} services; at most {MaxListed} are listed"); }
        var response = new HealthListResponse();
        foreach ((string service, ServingStatus status) in statuses) { response.Statuses[service] = new HealthCheckResponse { Status = status }; }
        return Task.FromResult(response);
    }

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        ServingStatus? sent = null;
        try
        {
            while (true)
            {
                (ServingStatus status, Task change) = registry.Observe(request.Service);
                if (status != sent) { await responseStream.WriteAsync(new HealthCheckResponse { Status = status }).ConfigureAwait(false); }
                sent = status;
                await change.WaitAsync(either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw RpcErrors.Create(StatusCode.Unavailable, "the server is stopping");
        }
    }
}
