using System.Reflection.Emit;

namespace FvmCompute.Vm.Wasm.Compilation;

/// <summary>Where the value of an operand is while code is generated.</summary>
internal enum OperandPlace : byte
{
    /// <summary>On IL's own stack, in the order of the operands.</summary>
    Stack,

    /// <summary>Known; not emitted yet.</summary>
    Constant,

    /// <summary>In a WebAssembly local that has not been written since; not loaded yet.</summary>
    Local,

    /// <summary>In an IL local that goes back to the pool when the operand is consumed.</summary>
    Temporary,

    /// <summary>In an IL local that a block owns.</summary>
    Pinned,
}

/// <summary>
/// One operand of the WebAssembly stack at compile time. A raw one is the float result of an operation whose NaN, if it is one, is not canonical yet.
/// </summary>
internal readonly record struct Operand(
    OperandPlace Place, ValueType Type, long Bits = 0, LocalBuilder? Variable = null, int TreeDepth = 0, bool Raw = false);
