using FvmCompute.V1;
using Google.Protobuf.WellKnownTypes;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>A job that is under way: its committed record, its cancellation, and the one way to change it.</summary>
public sealed class JobHandle(JobRecord record, JobStore store, JobFeed feed, TimeProvider time)
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

    /// <summary>Commits a change, then tells the watchers, in the order of the commits.</summary>
    /// <param name="message">What happened, for people.</param>
    /// <param name="change">Works on a copy; when it throws, the job stays as it was.</param>
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
            feed.Publish(next.Job, message);
        }
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
        lock (_lock)
        {
            Job job = _record.Job.Clone();
            job.Fraction = fraction;
            feed.Publish(job, message);
        }
    }

    /// <summary>Commits that the job is to be cancelled and interrupts it.</summary>
    /// <returns>False when it is attested or has ended: nothing was changed.</returns>
    public bool TryCancel(string reason)
    {
        lock (_lock)
        {
            if (_record.Job.State is not (JobState.Accepted or JobState.Queued or JobState.Running)) { return false; }
            Update("cancel requested", record =>
            {
                record.CancelRequested = true;
                record.Job.Reason = reason;
            });
        }

        Interrupt();
        return true;
    }

    /// <summary>For a job whose committed record asks for it.</summary>
    public void Interrupt() => _cancellation.Cancel();

    private static string Describe(JobState state, JobPhase phase) =>
        (phase == JobPhase.Unspecified ? $"{state}" : $"{state}: {phase}").ToLowerInvariant();
}
