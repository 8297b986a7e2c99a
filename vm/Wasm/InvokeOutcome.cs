namespace FvmCompute.Vm.Wasm;

/// <summary>How an invocation ended.</summary>
public enum InvokeResult
{
    Returned,
    Trapped,
    HostAborted,
}

/// <summary>The end of an invocation: a return, a trap, or an abort that a host function asked for.</summary>
public readonly struct InvokeOutcome
{
    private InvokeOutcome(InvokeResult result, TrapKind trap, HostAbortException? abort) =>
        (Result, Trap, Abort) = (result, trap, abort);

    public InvokeResult Result { get; }

    /// <summary>Meaningful when <see cref="Result"/> is <see cref="InvokeResult.Trapped"/>.</summary>
    public TrapKind Trap { get; }

    /// <summary>The exception the host function threw; not null exactly when <see cref="Result"/> is <see cref="InvokeResult.HostAborted"/>.</summary>
    public HostAbortException? Abort { get; }

    public bool IsReturn => Result == InvokeResult.Returned;

    public override string ToString() => Result switch
    {
        InvokeResult.Trapped => $"trap: {Trap}",
        InvokeResult.HostAborted => $"host abort: {Abort!.Message}",
        _ => "returned",
    };

    internal static InvokeOutcome Returned => default;

    internal static InvokeOutcome Trapped(TrapKind trap) => new(InvokeResult.Trapped, trap, null);

    internal static InvokeOutcome HostAborted(HostAbortException abort) => new(InvokeResult.HostAborted, default, abort);
}
