namespace FvmCompute.Vm.Wasm;

/// <summary>Why execution stopped abnormally.</summary>
public enum TrapKind
{
    Unreachable,
    OutOfGas,
    StackLimit,
    IntegerDivideByZero,
    IntegerOverflow,
    InvalidConversionToInteger,
    MemoryOutOfBounds,
    TableOutOfBounds,
    UndefinedElement,
    UninitializedElement,
    IndirectCallTypeMismatch,
}
