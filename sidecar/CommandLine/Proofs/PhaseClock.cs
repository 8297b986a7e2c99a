using System.Diagnostics;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary>How long a phase took.</summary>
public sealed record PhaseTime(string Phase, double Seconds);

/// <summary>Times the phases of long work, and shows the running one on standard error where somebody watches.</summary>
internal sealed class PhaseClock : IDisposable
{
    private const int LineWidth = 70;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Output _output;
    private readonly Timer? _timer;
    private readonly Lock _lock = new();
    private readonly List<PhaseTime> _phases = [];
    private string? _phase;
    private long _start;

    public PhaseClock(Output output)
    {
        _output = output;
        if (output.ShowsProgress) { _timer = new(_ => Show(), null, Interval, Interval); }
    }

    /// <summary>Ended phases, in the order of their first turn; a phase that came back has the sum.</summary>
    public IReadOnlyList<PhaseTime> Phases => _phases;

    /// <summary>Ends the running phase and begins another.</summary>
    public void Begin(string phase)
    {
        lock (_lock)
        {
            EndPhase();
            (_phase, _start) = (phase, Stopwatch.GetTimestamp());
        }
    }

    /// <summary>Ends the running phase.</summary>
    public void End()
    {
        lock (_lock)
        {
            EndPhase();
            _phase = null;
            if (_timer is not null) { _output.Error.Write($"\r{new string(' ', LineWidth)}\r"); }
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        End();
    }

    private void EndPhase()
    {
        if (_phase is null) { return; }
        double seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        int known = _phases.FindIndex(p => p.Phase == _phase);
        if (known < 0) { _phases.Add(new(_phase, seconds)); }
        else { _phases[known] = new(_phase, _phases[known].Seconds + seconds); }
    }

    private void Show()
    {
        lock (_lock)
        {
            if (_phase is null) { return; }
            string line = $"{_phase}, {Units.Duration(Stopwatch.GetElapsedTime(_start))}";
            _output.Error.Write($"\r{line.PadRight(LineWidth)}");
        }
    }
}
