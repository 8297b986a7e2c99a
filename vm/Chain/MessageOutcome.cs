using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Machine;

namespace FvmCompute.Vm.Chain;

/// <summary>What became of a message that is on the chain.</summary>
/// <param name="Index">Its place in the tipset.</param>
/// <param name="FailureReason">For humans; kept in memory for the last failures only (<see cref="EmbeddedChain.Replay"/> finds it again for any). Null on
/// success.</param>
public sealed record MessageOutcome(Cid Message, Tipset Tipset, int Index, Receipt Receipt, string? FailureReason);

/// <summary>Gas fields under which a message is expected to succeed if sent now.</summary>
/// <param name="GasLimit">A quarter above what execution used.</param>
/// <param name="GasFeeCap">Covers the base fee after twenty full tipsets, and the premium.</param>
/// <param name="Result">What execution gave; a failed one makes the other numbers worthless.</param>
public sealed record GasEstimate(long GasLimit, TokenAmount GasFeeCap, TokenAmount GasPremium, ApplyResult Result);
