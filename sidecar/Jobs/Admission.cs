using FvmCompute.V1;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>A job that can never run here; the message names the bytes it needs and the bytes there are.</summary>
public sealed class AdmissionException(string message) : Exception(message);

/// <summary>
/// Lets jobs run while their declared peak memory fits the budget. Waiting jobs are taken by priority class; every <see cref="AgeingStep"/> of waiting
/// is worth one class, so that a low one is not passed over for ever. The first in line is never overtaken by a smaller one that would fit.
/// </summary>
public sealed class Admission(long budgetBytes, int slots, TimeProvider time)
{
    public static readonly TimeSpan AgeingStep = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly List<Waiter> _waiting = [];
    private long _usedBytes;
    private int _usedSlots;

    public int Waiting
    {
        get { lock (_lock) { return _waiting.Count; } }
    }

    public long UsedBytes
    {
        get { lock (_lock) { return _usedBytes; } }
    }

    /// <summary>Waits for a place. Dispose the result when the job's memory is free again.</summary>
    /// <exception cref="AdmissionException">More bytes than the whole budget.</exception>
    public async Task<IDisposable> EnterAsync(long peakBytes, PriorityClass priority, CancellationToken cancellation)
    {
        if (peakBytes > budgetBytes)
        {
            throw new AdmissionException($"the job needs {peakBytes} bytes of memory, host-memory allows {budgetBytes}: raise host-memory or ask for less");
        }

        var waiter = new Waiter(peakBytes, priority == PriorityClass.Unspecified ? PriorityClass.Normal : priority, time.GetTimestamp());
        lock (_lock) { _waiting.Add(waiter); }
        await using CancellationTokenRegistration registration = cancellation.Register(() => Abandon(waiter, cancellation));
        Admit();
        await waiter.Admitted.Task;
        return new Place(this, peakBytes);
    }

    private void Abandon(Waiter waiter, CancellationToken cancellation)
    {
        bool waiting;
        lock (_lock) { waiting = _waiting.Remove(waiter); }
        if (waiting) { waiter.Admitted.SetCanceled(cancellation); }
        Admit();
    }

    private void Admit()
    {
        while (true)
        {
            Waiter first;
            lock (_lock)
            {
                if (_waiting.Count == 0 || _usedSlots == slots) { return; }
                first = _waiting.MaxBy(Rank)!;
                if (_usedBytes + first.PeakBytes > budgetBytes) { return; }
                _waiting.Remove(first);
                _usedBytes += first.PeakBytes;
                _usedSlots++;
            }

            first.Admitted.SetResult();
        }
    }

    private double Rank(Waiter waiter) => (int)waiter.Priority + (time.GetElapsedTime(waiter.Since) / AgeingStep);

    private void Leave(long bytes)
    {
        lock (_lock)
        {
            _usedBytes -= bytes;
            _usedSlots--;
        }

        Admit();
    }

    private sealed record Waiter(long PeakBytes, PriorityClass Priority, long Since)
    {
        public TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Place(Admission admission, long bytes) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) { admission.Leave(bytes); }
        }
    }
}
