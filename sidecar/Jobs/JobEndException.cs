using FvmCompute.V1;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>Ends a job in the given state, with the reason that its client sees.</summary>
public sealed class JobEndException(JobState state, string reason) : Exception(reason)
{
    public JobState State { get; } = state;
}
