using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Chain;

namespace FvmCompute.Sidecar.Settlement;

/// <summary>A message that the chain executed.</summary>
/// <param name="ExitMessage">Why it failed, as the actor said it; empty on success.</param>
public sealed record MessageResult(Cid Cid, long Epoch, uint ExitCode, string ExitMessage, ReadOnlyMemory<byte> ReturnData, ulong GasUsed, Cid? EventsRoot)
{
    public bool Succeeded => ExitCode == 0;

    public static MessageResult Of(MessageOutcome outcome) => new(
        outcome.Message, outcome.Tipset.Epoch, outcome.Receipt.ExitCode.Value, outcome.FailureReason ?? "", outcome.Receipt.ReturnData,
        outcome.Receipt.GasUsed, outcome.Receipt.EventsRoot);
}

/// <summary>A message was not sent because it would fail, or was executed and failed.</summary>
public sealed class MessageFailedException(string what, uint exitCode, string reason) : Exception($"{what} exits with {exitCode}: {reason}")
{
    public uint ExitCode { get; } = exitCode;

    public string Reason { get; } = reason;
}
