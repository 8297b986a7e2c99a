using FvmCompute.V1;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>Which state may follow which. A job that has ended keeps its state.</summary>
public static class JobLifeCycle
{
    private static readonly Dictionary<JobState, JobState[]> Followers = new()
    {
        [JobState.Accepted] = [JobState.Queued, JobState.Refused, JobState.Failed, JobState.Cancelled, JobState.Expired],
        [JobState.Queued] = [JobState.Running, JobState.Refused, JobState.Failed, JobState.Cancelled, JobState.Expired],
        [JobState.Running] = [JobState.Queued, JobState.Attested, JobState.Refused, JobState.Failed, JobState.Cancelled, JobState.Expired],
        [JobState.Attested] = [JobState.Settling, JobState.Failed, JobState.Expired],
        [JobState.Settling] = [JobState.Settled, JobState.Failed, JobState.Expired],
    };

    public static bool HasEnded(JobState state) => state is JobState.Settled or JobState.Failed or JobState.Cancelled or JobState.Expired or JobState.Refused;

    public static bool MayFollow(JobState before, JobState after) =>
        before == after || (Followers.TryGetValue(before, out JobState[]? allowed) && allowed.Contains(after));
}
