using FvmCompute.V1;
using Google.Protobuf.WellKnownTypes;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>A job that is under way: its committed record, its cancellation, and the one way to change it.</summary>
public sealed class JobHandle(JobRecord record, JobStore store, JobFeed feed, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cancellation = new();
    private JobRecord _record = record;

    /// <summary>Cancelled when a client cancels the job.</summary>
    public CancellationToken Cancelled => _cancellation.Token;

    public Task Running { get; set; } = Task.CompletedTask;

    /// <summary>The committed record; not to be changed.</summary>
    public JobRecord Record
    {
        get { lock (_lock) { return _record; } }
    }

    public JobState State => Record.Job.State;

    public string Id => Record.Job.Name[5..];

    /// <summary>Commits a change, then tells the watchers.</summary>
    /// <param name="message">What happened, for people.</param>
    public void Update(string message, Action<JobRecord> change)
    {
        lock (_lock)
        {
            JobRecord next = _record.Clone();
            change(next);
            DateTimeOffset now = time.GetUtcNow();
            next.Job.UpdateTime = Timestamp.FromDateTimeOffset(now);
            store.Save(next, now);
            _record = next;
        }

        feed.Publish(Record.Job, message);
    }

    /// <summary>Enters a state, or another phase of it.</summary>
    public void Enter(JobState state, JobPhase phase = JobPhase.Unspecified, string reason = "") =>
        Update(reason.Length > 0 ? reason : Describe(state, phase), record =>
        {
            record.Job.State = state;
            record.Job.Phase = phase;
            record.Job.Fraction = 0;
            record.Job.Reason = reason;
        });

    /// <summary>Tells watchers how far the phase is, without a commit.</summary>
    public void Report(double fraction, string message)
    {
        Job job = Record.Job.Clone();
        job.Fraction = fraction;
        feed.Publish(job, message);
    }

    public void RequestCancel() => _cancellation.Cancel();

    public void Dispose() => _cancellation.Dispose();

    private static string Describe(JobState state, JobPhase phase) =>
        (phase == JobPhase.Unspecified ? $"{state}" : $"{state}: {phase}").ToLowerInvariant();
}
