using FvmCompute.Vm.Wasm;

namespace FvmCompute.Vm.Kernel;

/// <summary>
/// A condition every node answers in the same way, with exit code 10 and all the gas of the message: code that does not load, an import that does not exist, a reachable block
/// that is missing, an exit with a block handle that was never given out. It ends the whole message, not only the call. Bugs of this implementation are never reported with
/// this type: they leave the executor as ordinary exceptions and stop it.
/// </summary>
public sealed class ChainFaultException(string message) : HostAbortException(message);
