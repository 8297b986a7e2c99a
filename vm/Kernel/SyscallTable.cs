using System.Collections.Frozen;

namespace FvmCompute.Vm.Kernel;

/// <summary>The host calls of a rule set, by module and name. What is not in it does not link.</summary>
public sealed class SyscallTable(IEnumerable<Syscall> syscalls)
{
    private readonly FrozenDictionary<(string Module, string Name), Syscall> _byName = syscalls.ToFrozenDictionary(syscall => (syscall.Module, syscall.Name));

    public IEnumerable<Syscall> All => _byName.Values;

    public Syscall? Find(string module, string name) => _byName.GetValueOrDefault((module, name));
}
