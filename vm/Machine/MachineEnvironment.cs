using FvmCompute.Vm.State;

namespace FvmCompute.Vm.Machine;

/// <summary>What messages work on: the state, the built-in actors of its manifest, the node and the loaded code.</summary>
public sealed record MachineEnvironment(StateTree State, BuiltinActors Builtins, IExterns Externs, ModuleCache Modules);
