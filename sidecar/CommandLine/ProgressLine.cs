using System.Diagnostics;
using System.Globalization;

namespace FvmCompute.Sidecar.CommandLine;

/// <summary>One line on standard error that is rewritten while long work goes on, at most ten times a second; silent where nobody watches.</summary>
public sealed class ProgressLine(Output output, string what) : IProgress<long>, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private TimeSpan _next;

    /// <summary>Bytes of the whole; 0 when unknown.</summary>
    public long TotalBytes { get; init; }

    public void Report(long value)
    {
        if (!output.ShowsProgress) { return; }
        lock (_lock)
        {
            if (_watch.Elapsed < _next) { return; }
            _next = _watch.Elapsed + Interval;
            double rate = value / Math.Max(_watch.Elapsed.TotalSeconds, 1e-6);
            string share = TotalBytes > 0 ? string.Create(CultureInfo.InvariantCulture, $" {100.0 * value / TotalBytes:F0} %") : "";
            string line = $"{what}{share}, {Units.Bytes(value)}, {Units.Bytes((long)rate)}/s";
            output.Error.Write($"\r{line.PadRight(70)}");
        }
    }

    public void Dispose()
    {
        if (output.ShowsProgress) { output.Error.Write($"\r{new string(' ', 70)}\r"); }
    }
}
