using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Gas;
using FvmCompute.Vm.Kernel;

namespace FvmCompute.Vm.Calls;

/// <summary>A wish to call an actor. Method 0 only moves value. A null gas limit means all that is left.</summary>
public sealed record CallRequest(ulong From, Address To, ulong Method, Block? Parameters, TokenAmount Value, GasAmount? GasLimit, bool IsReadOnly);

/// <summary>What a call that reached its actor came back with. Data may come with any exit code.</summary>
public readonly record struct CallReturn(ExitCode ExitCode, Block? Data);

/// <summary>One run of an actor's code: who called whom with what.</summary>
public sealed record Invocation(ulong Caller, ulong Receiver, ulong Method, TokenAmount Value, bool IsReadOnly)
{
    /// <summary>The method of the constructor of every actor.</summary>
    public const ulong Constructor = 1;

    /// <summary>Moves value and runs no code.</summary>
    public const ulong PlainTransfer = 0;
}

/// <summary>The message at the root of a call stack: its sender, also by the address the message names it with, its nonce, and the premium it effectively pays.</summary>
public sealed record MessageOrigin(ulong Sender, Address SenderAddress, ulong Nonce, TokenAmount GasPremium, ulong GasLimit);
