using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Gas;
using FvmCompute.Vm.Kernel;

namespace FvmCompute.Vm.Trace;

/// <summary>Something that happened while a message was executed.</summary>
public abstract record TraceStep;

/// <summary>Gas was charged, or would have been if there had been enough.</summary>
public sealed record GasStep(GasCharge Charge) : TraceStep;

/// <summary>A block was read from the store (<c>get</c>) or written to it (<c>put</c>) by an actor.</summary>
public sealed record BlockStep(string Operation, Cid Cid, int Bytes) : TraceStep;

/// <summary>An event was emitted; it may have been dropped later with the call that emitted it.</summary>
public sealed record EventStep(ActorEvent Event) : TraceStep;

/// <summary>An actor logged something for its author.</summary>
public sealed record LogStep(string Message) : TraceStep;

/// <summary>An actor stored bytes for its author.</summary>
public sealed record ArtifactStep(string Name, ReadOnlyMemory<byte> Data) : TraceStep;

/// <summary>Code started to run.</summary>
public sealed record InvokeStep(ulong Caller, ulong Actor, ulong Method, TokenAmount Value, uint ParametersBlock, Cid Code) : TraceStep;

/// <summary>A host call and what happened inside it. It has no result if it ended the invocation.</summary>
public sealed record SyscallStep(string Name) : TraceStep
{
    /// <summary>In order.</summary>
    public IReadOnlyList<TraceStep> Steps => Inner;

    public SyscallResult? Result { get; internal set; }

    /// <summary>What was left when it returned.</summary>
    public GasAmount GasAvailable { get; internal set; }

    internal List<TraceStep> Inner { get; } = [];
}

/// <summary>A call to an actor and what happened inside it.</summary>
public sealed record CallStep(ulong From, Address To, ulong Method, TokenAmount Value, Block? Parameters, GasAmount GasLimit, bool IsReadOnly) : TraceStep
{
    /// <summary>In order.</summary>
    public IReadOnlyList<TraceStep> Steps => Inner;

    /// <summary>How it ended. A refused call has no exit code, and neither has one that ended the whole message.</summary>
    public ExitCode? ExitCode { get; internal set; }

    public Block? ReturnData { get; internal set; }

    /// <summary>Why the call was refused before any code ran.</summary>
    public SyscallResult? Refusal { get; internal set; }

    internal List<TraceStep> Inner { get; } = [];
}
