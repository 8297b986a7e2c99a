using FvmCompute.Vm.Wasm;

namespace FvmCompute.Vm.Gas;

/// <summary>
/// A charge did not fit the limit. Unwinds the call stack to the innermost call with a gas limit of its own, or to the message; never anything an actor can catch.
/// </summary>
public sealed class OutOfGasException(string charge) : HostAbortException($"out of gas at {charge}")
{
    /// <summary>The charge that did not fit.</summary>
    public string Charge { get; } = charge;
}
