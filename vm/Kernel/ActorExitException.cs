using FvmCompute.Vm.Wasm;

namespace FvmCompute.Vm.Kernel;

/// <summary>The actor ended itself with <c>vm.exit</c>. <paramref name="dataBlock"/> is a handle of its block registry, zero for no data.</summary>
public sealed class ActorExitException(ExitCode code, uint dataBlock, string message) : HostAbortException(message)
{
    public ExitCode Code { get; } = code;

    public uint DataBlock { get; } = dataBlock;
}
