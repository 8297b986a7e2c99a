using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Calls;
using FvmCompute.Vm.Gas;
using FvmCompute.Vm.Kernel;

namespace FvmCompute.Vm.Trace;

/// <summary>
/// Builds the trace of one message. Calls and host calls that end by exception are closed when the call around them ends. Keeps at most a given number of steps, because a
/// message can make millions.
/// </summary>
public sealed class TraceRecorder(int maxSteps = TraceRecorder.DefaultMaxSteps) : IGasObserver
{
    /// <summary>About 100 bytes each.</summary>
    public const int DefaultMaxSteps = 1_000_000;

    private readonly List<TraceStep> _root = [];
    private readonly Stack<TraceStep> _open = new();
    private int _steps;
    private long _dropped;

    private List<TraceStep> Current => _open.TryPeek(out TraceStep? step) ? Inside(step) : _root;

    public ExecutionTrace Finish() => new(_root, _dropped);

    public void OnCharge(in GasCharge charge) => Add(new GasStep(charge));

    public void OnBlock(string operation, Cid cid, int bytes) => Add(new BlockStep(operation, cid, bytes));

    public void OnEvent(ActorEvent actorEvent) => Add(new EventStep(actorEvent));

    public void OnLog(string message) => Add(new LogStep(message));

    public void OnArtifact(string name, ReadOnlySpan<byte> data) => Add(new ArtifactStep(name, data.ToArray()));

    public void OnInvoke(Invocation invocation, Cid code, uint parametersBlock) =>
        Add(new InvokeStep(invocation.Caller, invocation.Receiver, invocation.Method, invocation.Value, parametersBlock, code));

    public void BeginSyscall(string name) => Open(new SyscallStep(name));

    public void EndSyscall(SyscallResult result, GasAmount available)
    {
        SyscallStep syscall = (SyscallStep)_open.Pop();
        syscall.Result = result;
        syscall.GasAvailable = available;
    }

    public void BeginCall(CallRequest request, GasAmount available) => Open(new CallStep(
        request.From, request.To, request.Method, request.Value, request.Parameters,
        request.GasLimit is GasAmount limit ? GasAmount.Min(limit, available) : available, request.IsReadOnly));

    public void EndCall(SyscallResult called, CallReturn returned)
    {
        CallStep call = CloseCall();
        call.Refusal = called.IsOk ? null : called;
        call.ExitCode = called.IsOk ? returned.ExitCode : null;
        call.ReturnData = returned.Data;
    }

    /// <summary>The call ended the message: out of gas or a chain fault.</summary>
    public void AbortCall() => CloseCall();

    private CallStep CloseCall()
    {
        while (true)
        {
            if (_open.Pop() is CallStep call) { return call; }
        }
    }

    private void Open(TraceStep step)
    {
        Add(step);
        _open.Push(step);
    }

    private void Add(TraceStep step)
    {
        if (_steps >= maxSteps)
        {
            _dropped++;
            return;
        }

        _steps++;
        Current.Add(step);
    }

    private static List<TraceStep> Inside(TraceStep step) => step is CallStep call ? call.Inner : ((SyscallStep)step).Inner;
}
