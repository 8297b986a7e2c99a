using FvmCompute.Vm.Gas;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Wasm;

namespace FvmCompute.Vm.Machine;

/// <summary>
/// Everything that differs between network versions, as data: prices, host calls, allowed WebAssembly features and metering, limits, and the version of the state tree.
/// No code asks for the network version.
/// </summary>
public sealed record RuleSet
{
    public required uint NetworkVersion { get; init; }

    public required PriceList Prices { get; init; }

    public required SyscallTable Syscalls { get; init; }

    public required ModuleOptions Modules { get; init; }

    public required ExecutionLimits Limits { get; init; }

    public required ulong StateTreeVersion { get; init; }
}
