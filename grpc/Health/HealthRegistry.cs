using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace FvmCompute.Grpc.Health;

/// <summary>
/// What the health service answers. The empty name stands for the whole server, which serves unless told otherwise; a service that was never set is
/// unknown. Safe for use from any thread.
/// </summary>
public sealed class HealthRegistry
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ServingStatus> _statuses = new() { [""] = ServingStatus.Serving };
    private TaskCompletionSource _change = NewChange();

    /// <param name="service">With its package (<c>fvmcompute.v1.Jobs</c>), or empty.</param>
    /// <param name="serving">Whether it can do its work now.</param>
    public void Set(string service, bool serving)
    {
        ServingStatus status = serving ? ServingStatus.Serving : ServingStatus.NotServing;
        lock (_lock)
        {
            if (_statuses.TryGetValue(service, out ServingStatus known) && known == status) { return; }
            _statuses[service] = status;
            _change.SetResult();
            _change = NewChange();
        }
    }

    public IReadOnlyDictionary<string, ServingStatus> Snapshot()
    {
        lock (_lock) { return new Dictionary<string, ServingStatus>(_statuses); }
    }

    /// <summary>The status now, and a task that ends when any status changes after it.</summary>
    internal (ServingStatus Status, Task Change) Observe(string service)
    {
        lock (_lock) { return (_statuses.GetValueOrDefault(service, ServingStatus.ServiceUnknown), _change.Task); }
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
