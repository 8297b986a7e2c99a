using System.Diagnostics;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>Tells a job's watchers how far the hashing of its piece is, at most five times a second.</summary>
internal sealed class HashingProgress(JobHandle handle, ulong capacityBytes) : IProgress<long>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private long _last = Stopwatch.GetTimestamp();

    public void Report(long value)
    {
        long last = Volatile.Read(ref _last), now = Stopwatch.GetTimestamp();
        if (Stopwatch.GetElapsedTime(last, now) < Interval || Interlocked.CompareExchange(ref _last, now, last) != last) { return; }
        handle.Report(Math.Min(1, value / (double)capacityBytes), $"hashed {value} bytes");
    }
}
