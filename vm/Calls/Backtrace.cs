using System.Globalization;
using FvmCompute.Vm.Kernel;

namespace FvmCompute.Vm.Calls;

/// <summary>An invocation that failed: the actor, its method, how it ended and the reason it gave; <paramref name="Cause"/> is the host call that failed just before, if one did.</summary>
public sealed record FailureFrame(ulong Actor, ulong Method, ExitCode ExitCode, string Message, string? Cause)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"f0{Actor} method {Method}: {Message}, exit {ExitCode}")
        + (Cause is null ? "" : $", after {Cause}");
}

/// <summary>Why a message failed: the failed invocations from the innermost outwards. Only for humans, never part of the state.</summary>
public sealed class Backtrace
{
    private readonly List<FailureFrame> _frames = [];
    private int _lastDepth;

    public IReadOnlyList<FailureFrame> Frames => _frames;

    /// <summary>Adds a failure. One that does not come from the callee of the last one starts anew, so there are never more frames than the call stack is deep.</summary>
    public void Add(int depth, FailureFrame frame)
    {
        if (depth != _lastDepth - 1) { _frames.Clear(); }

        _lastDepth = depth;
        _frames.Add(frame);
    }

    /// <summary>Null if nothing failed.</summary>
    public string? Describe() => _frames.Count == 0 ? null : string.Join(" <- ", _frames);
}
