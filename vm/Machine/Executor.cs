using FvmCompute.Filecoin.Amt;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Calls;
using FvmCompute.Vm.Gas;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.State;
using FvmCompute.Vm.Trace;

namespace FvmCompute.Vm.Machine;

/// <summary>
/// Executes messages one after another on a state tree. Every message the network would answer gets an <see cref="ApplyResult"/>; an exception means that this implementation,
/// the store or the node failed, and from then on the executor refuses to work, because its state may be half changed. Not thread-safe.
/// </summary>
public sealed partial class Executor(MachineContext context, MachineEnvironment environment)
{
    private const int EventsBitWidth = 5;

    private bool _isBroken;

    public MachineContext Context { get; } = context;

    public MachineEnvironment Environment { get; } = environment;

    private StateTree State => Environment.State;

    /// <param name="message">With a gas limit of 1 or more.</param>
    /// <param name="rawLength">Bytes of the message as it is on the chain, its signature included: inclusion is paid by length.</param>
    public ApplyResult Execute(Message message, ApplyKind kind, int rawLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(message.GasLimit);
        if (_isBroken) { throw new InvalidOperationException("an earlier message ended with a fatal error; execution must restart from the last flushed state"); }

        _isBroken = true;
        ApplyResult result = DeepStack.Run(() => Apply(message, kind, rawLength));
        _isBroken = false;
        return result;
    }

    /// <summary>Writes the state and returns its root.</summary>
    public Cid Flush() => _isBroken ? throw new InvalidOperationException("a message ended with a fatal error; its state must not be kept") : State.Flush();

    private ApplyResult Apply(Message message, ApplyKind kind, int rawLength)
    {
        Preflight preflight = kind == ApplyKind.Explicit ? CheckExplicit(message, rawLength) : CheckImplicit(message);
        if (preflight.Refusal is ApplyResult refusal) { return refusal; }

        TraceRecorder? trace = Context.Tracing ? new TraceRecorder() : null;
        TokenAmount premium = TokenAmount.Max(TokenAmount.Zero, TokenAmount.Min(message.GasPremium, message.GasFeeCap - Context.BaseFee));
        MessageOrigin origin = new(preflight.Sender, message.From, message.Nonce, premium, (ulong)message.GasLimit);
        CallManager calls = new(Context, Environment, origin, State.LookupId(message.To), trace);
        Outcome outcome = Run(calls, message, preflight);
        GasOutputs gas = kind == ApplyKind.Explicit ? Settle(message, preflight.Sender, outcome.GasUsed) : GasOutputs.None;
        return Describe(calls, outcome, gas, trace);
    }

    /// <summary>Runs the message and finds its exit code. Only what the network answers in the same way everywhere is caught here.</summary>
    private Outcome Run(CallManager calls, Message message, Preflight preflight)
    {
        try
        {
            if (preflight.Inclusion is GasCharge inclusion) { calls.Gas.Charge(inclusion); }

            CallRequest request = new(preflight.Sender, message.To, message.Method, Parameters(message), message.Value, null, IsReadOnly: false);
            SyscallResult called = calls.Call(request, out CallReturn returned);
            return new Outcome(called.IsOk ? returned.ExitCode : ExitOfRefusal(called.Error), returned.Data, calls.Gas.Used.Ceiling, called.Message);
        }
        catch (OutOfGasException e)
        {
            return new Outcome(ExitCode.OutOfGas, null, calls.Gas.Used.Ceiling, e.Message);
        }
        catch (ChainFaultException e)
        {
            return new Outcome(ExitCode.AssertionFailed, null, (ulong)message.GasLimit, e.Message);
        }
    }

    /// <summary>Links in parameters from off chain are not reachable, so they are plain CBOR; a transfer's are only bytes.</summary>
    private static Block? Parameters(Message message) => message.Params.Length == 0
        ? null
        : Block.WithoutLinks(message.Method == Invocation.PlainTransfer ? CidCodec.Raw : CidCodec.Cbor, message.Params);

    /// <summary>The exit code of a message that could not be dispatched.</summary>
    private static ExitCode ExitOfRefusal(ErrorNumber error) => error switch
    {
        ErrorNumber.InsufficientFunds => ExitCode.InsufficientFunds,
        ErrorNumber.NotFound => ExitCode.InvalidReceiver,
        _ => ExitCode.AssertionFailed,
    };

    private ApplyResult Describe(CallManager calls, Outcome outcome, GasOutputs gas, TraceRecorder? trace)
    {
        bool failed = !outcome.ExitCode.IsSuccess;
        Cid? eventsRoot = calls.Events.Count == 0 ? null : AmtArray.Build(State.Store, EventsBitWidth, [.. calls.Events.Select(e => (ReadOnlyMemory<byte>)e.ToBytes())]);
        Receipt receipt = new(outcome.ExitCode, outcome.Data?.Data ?? default, outcome.GasUsed, eventsRoot);
        string? reason = failed ? outcome.Reason ?? calls.Backtrace.Describe() ?? $"exit {outcome.ExitCode}" : null;
        return new ApplyResult(receipt, gas, IsIncludable: true, outcome.Data?.Codec, calls.Events, reason, failed ? calls.Backtrace.Frames : [], trace?.Finish());
    }

    /// <summary>How a message ended. The reason is that of the executor, not the actor's.</summary>
    private readonly record struct Outcome(ExitCode ExitCode, Block? Data, ulong GasUsed, string? Reason);
}
