using FvmCompute.Vm.Calls;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Trace;

namespace FvmCompute.Vm.Machine;

/// <summary>Whether a message pays for itself or belongs to the protocol.</summary>
public enum ApplyKind
{
    /// <summary>Sent by an account: nonce, funds and fees are checked and taken.</summary>
    Explicit,

    /// <summary>Made by the node (cron, rewards, genesis): no checks of the sender, no inclusion cost, no fees. Its gas limit still holds.</summary>
    Implicit,
}

/// <summary>What became of a message.</summary>
/// <param name="IsIncludable">False for a message that was refused before anything ran: it changed nothing and must not be in a block; the penalty is the miner's.</param>
/// <param name="ReturnCodec">The codec of the return data; null if there is none.</param>
/// <param name="FailureReason">For humans; null on success.</param>
/// <param name="Backtrace">The invocations that failed, from the innermost outwards; empty on success.</param>
/// <param name="Trace">Null unless the context asks for tracing.</param>
public sealed record ApplyResult(
    Receipt Receipt, GasOutputs Gas, bool IsIncludable, ulong? ReturnCodec, IReadOnlyList<ActorEvent> Events,
    string? FailureReason, IReadOnlyList<FailureFrame> Backtrace, ExecutionTrace? Trace);
