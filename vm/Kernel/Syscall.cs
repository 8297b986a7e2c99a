using FvmCompute.Vm.Wasm;
using ValueType = FvmCompute.Vm.Wasm.ValueType;

namespace FvmCompute.Vm.Kernel;

/// <summary>What a host call does once its frame is set up. Running out of gas, exits and chain faults leave it as exceptions.</summary>
public delegate SyscallResult SyscallBody(SyscallFrame frame);

/// <summary>
/// A host call that actors can import. <paramref name="ResultBytes"/> is the size of the packed result; if it is not zero, the WebAssembly function takes a pointer for it in
/// front of <paramref name="Parameters"/>. Every host call returns an i32, the <see cref="ErrorNumber"/>.
/// </summary>
public sealed record Syscall(string Module, string Name, IReadOnlyList<ValueType> Parameters, int ResultBytes, SyscallBody Body)
{
    public string FullName { get; } = $"{Module}.{Name}";

    public bool HasOutPointer => ResultBytes > 0;

    /// <summary>The type actors import the call with.</summary>
    public FunctionType Signature { get; } = new([.. ResultBytes > 0 ? Parameters.Prepend(ValueType.I32) : Parameters], [ValueType.I32]);
}
