using FvmCompute.Filecoin.Numbers;

namespace FvmCompute.Vm.Machine;

/// <summary>Where in the chain messages are executed: the same for all messages of a tipset.</summary>
public sealed record MachineContext
{
    public required RuleSet Rules { get; init; }

    /// <summary>The epoch of the messages, zero or more.</summary>
    public required long Epoch { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required ulong Timestamp { get; init; }

    public required TokenAmount BaseFee { get; init; }

    /// <summary>The chain id of Ethereum transactions (EIP-155).</summary>
    public ulong ChainId { get; init; }

    public TokenAmount CirculatingSupply { get; init; } = TokenAmount.Zero;

    /// <summary>Lets actors log. Changes gas, because actors ask: never on a chain.</summary>
    public bool ActorDebugging { get; init; }

    /// <summary>Records a trace of every message; changes no result.</summary>
    public bool Tracing { get; init; }
}
