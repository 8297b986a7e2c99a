using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Gas;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.State;
using FvmCompute.Vm.Trace;

namespace FvmCompute.Vm.Calls;

/// <summary>
/// The call stack of one message: its gas, its transactions, what it has accessed, the events it emitted. Every call runs in a transaction that is kept only if the call
/// succeeds. Not thread-safe; used for one message and thrown away.
/// </summary>
public sealed partial class CallManager
{
    private readonly StateTree _state;
    private readonly ModuleCache _modules;
    private readonly AccessTracker _accesses;
    private readonly EventLog _events = new();
    private readonly CallStackMemory _memory;
    private readonly MessageOrigin _origin;
    private ulong _createdActors;
    private int _depth;

    /// <param name="receiver">The receiver's id if it exists before the message: its lookup is free.</param>
    public CallManager(MachineContext context, MachineEnvironment environment, MessageOrigin origin, ulong? receiver, TraceRecorder? trace)
    {
        Context = context;
        Externs = environment.Externs;
        Builtins = environment.Builtins;
        Trace = trace;
        Gas = new GasTracker(GasAmount.FromGas(origin.GasLimit), trace);
        _state = environment.State;
        _modules = environment.Modules;
        _origin = origin;
        _memory = new CallStackMemory(Rules.Limits);
        _accesses = new AccessTracker(Prices.PreloadedActors);
        _accesses.MarkUpdated(origin.Sender);
        if (receiver is ulong id) { _accesses.MarkRead(id); }
    }

    public MachineContext Context { get; }

    public RuleSet Rules => Context.Rules;

    public PriceList Prices => Rules.Prices;

    public GasTracker Gas { get; }

    public IExterns Externs { get; }

    public BuiltinActors Builtins { get; }

    public IBlockstore Store => _state.Store;

    public TraceRecorder? Trace { get; }

    public Backtrace Backtrace { get; } = new();

    public IReadOnlyList<ActorEvent> Events => _events.Events;

    public ulong Origin => _origin.Sender;

    public ulong Nonce => _origin.Nonce;

    public TokenAmount GasPremium => _origin.GasPremium;

    public void Emit(ActorEvent actorEvent)
    {
        _events.Append(actorEvent);
        Trace?.OnEvent(actorEvent);
    }

    /// <summary>
    /// Calls an actor in a transaction of its own. A failure is a call that was refused before any code ran; what code did is in <paramref name="returned"/>.
    /// Out of gas and chain faults leave as exceptions, after the transaction has been reverted.
    /// </summary>
    public SyscallResult Call(CallRequest request, out CallReturn returned)
    {
        bool ended = false;
        bool keep = false;
        BeginTransaction();
        Trace?.BeginCall(request, Gas.Available);
        try
        {
            SyscallResult called = request.GasLimit is GasAmount limit ? CallWithin(limit, request, out returned) : Enter(request, out returned);
            Trace?.EndCall(called, returned);
            ended = true;
            keep = called.IsOk && returned.ExitCode.IsSuccess;
            return called;
        }
        finally
        {
            if (!ended) { Trace?.AbortCall(); }

            EndTransaction(revert: !keep);
        }
    }

    /// <summary>If the call runs out of its own limit only, that is an exit code to the caller.</summary>
    private SyscallResult CallWithin(GasAmount limit, CallRequest request, out CallReturn returned)
    {
        OutOfGasException? outOfGas = null;
        SyscallResult called = SyscallResult.Ok;
        returned = new CallReturn(ExitCode.OutOfGas, null);
        Gas.PushLimit(limit);
        try
        {
            called = Enter(request, out returned);
        }
        catch (OutOfGasException e)
        {
            outOfGas = e;
        }
        finally
        {
            Gas.PopLimit();
        }

        if (outOfGas is null) { return called; }

        returned = new CallReturn(ExitCode.OutOfGas, null);
        return Gas.Available.IsZero ? throw outOfGas : called;
    }

    /// <summary>Counts the depth of the stack and gives back the memory of instances when the call ends.</summary>
    private SyscallResult Enter(CallRequest request, out CallReturn returned)
    {
        returned = default;
        int limit = Rules.Limits.MaxCallDepth;
        if (_depth >= limit) { return SyscallResult.Fail(ErrorNumber.LimitExceeded, $"calls are nested more than {limit} deep"); }

        long held = _memory.HeldBytes;
        _depth++;
        try
        {
            SyscallResult resolved = ResolveReceiver(request, out ulong receiver);
            return resolved && CallResolved(request, receiver, out returned);
        }
        finally
        {
            _depth--;
            _memory.HeldBytes = held;
        }
    }

    private void BeginTransaction()
    {
        _state.BeginTransaction();
        _events.BeginTransaction();
        _accesses.BeginTransaction();
    }

    private void EndTransaction(bool revert)
    {
        _state.EndTransaction(revert);
        _events.EndTransaction(revert);
        _accesses.EndTransaction(revert);
    }
}
