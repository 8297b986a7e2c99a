namespace FvmCompute.Vm.Wasm.Decoding;

/// <summary>The operand and result types of the numeric instructions, and the widths of loads and stores.</summary>
internal static class Opcodes
{
    /// <summary>Per range of opcodes, inclusive: operands, then result. Source: specification, §5.4.7.</summary>
    private static readonly (Opcode First, Opcode Last, ValueType Operand, int Operands, ValueType Result)[] Ranges =
    [
        (Opcode.I32Eqz, Opcode.I32Eqz, ValueType.I32, 1, ValueType.I32),
        (Opcode.I32Eq, Opcode.I32GeU, ValueType.I32, 2, ValueType.I32),
        (Opcode.I64Eqz, Opcode.I64Eqz, ValueType.I64, 1, ValueType.I32),
        (Opcode.I64Eq, Opcode.I64GeU, ValueType.I64, 2, ValueType.I32),
        (Opcode.F32Eq, Opcode.F32Ge, ValueType.F32, 2, ValueType.I32),
        (Opcode.F64Eq, Opcode.F64Ge, ValueType.F64, 2, ValueType.I32),
        (Opcode.I32Clz, Opcode.I32Popcnt, ValueType.I32, 1, ValueType.I32),
        (Opcode.I32Add, Opcode.I32Rotr, ValueType.I32, 2, ValueType.I32),
        (Opcode.I64Clz, Opcode.I64Popcnt, ValueType.I64, 1, ValueType.I64),
        (Opcode.I64Add, Opcode.I64Rotr, ValueType.I64, 2, ValueType.I64),
        (Opcode.F32Abs, Opcode.F32Sqrt, ValueType.F32, 1, ValueType.F32),
        (Opcode.F32Add, Opcode.F32Copysign, ValueType.F32, 2, ValueType.F32),
        (Opcode.F64Abs, Opcode.F64Sqrt, ValueType.F64, 1, ValueType.F64),
        (Opcode.F64Add, Opcode.F64Copysign, ValueType.F64, 2, ValueType.F64),
        (Opcode.I32WrapI64, Opcode.I32WrapI64, ValueType.I64, 1, ValueType.I32),
        (Opcode.I32TruncF32S, Opcode.I32TruncF32U, ValueType.F32, 1, ValueType.I32),
        (Opcode.I32TruncF64S, Opcode.I32TruncF64U, ValueType.F64, 1, ValueType.I32),
        (Opcode.I64ExtendI32S, Opcode.I64ExtendI32U, ValueType.I32, 1, ValueType.I64),
        (Opcode.I64TruncF32S, Opcode.I64TruncF32U, ValueType.F32, 1, ValueType.I64),
        (Opcode.I64TruncF64S, Opcode.I64TruncF64U, ValueType.F64, 1, ValueType.I64),
        (Opcode.F32ConvertI32S, Opcode.F32ConvertI32U, ValueType.I32, 1, ValueType.F32),
        (Opcode.F32ConvertI64S, Opcode.F32ConvertI64U, ValueType.I64, 1, ValueType.F32),
        (Opcode.F32DemoteF64, Opcode.F32DemoteF64, ValueType.F64, 1, ValueType.F32),
        (Opcode.F64ConvertI32S, Opcode.F64ConvertI32U, ValueType.I32, 1, ValueType.F64),
        (Opcode.F64ConvertI64S, Opcode.F64ConvertI64U, ValueType.I64, 1, ValueType.F64),
        (Opcode.F64PromoteF32, Opcode.F64PromoteF32, ValueType.F32, 1, ValueType.F64),
        (Opcode.I32ReinterpretF32, Opcode.I32ReinterpretF32, ValueType.F32, 1, ValueType.I32),
        (Opcode.I64ReinterpretF64, Opcode.I64ReinterpretF64, ValueType.F64, 1, ValueType.I64),
        (Opcode.F32ReinterpretI32, Opcode.F32ReinterpretI32, ValueType.I32, 1, ValueType.F32),
        (Opcode.F64ReinterpretI64, Opcode.F64ReinterpretI64, ValueType.I64, 1, ValueType.F64),
        (Opcode.I32Extend8S, Opcode.I32Extend16S, ValueType.I32, 1, ValueType.I32),
        (Opcode.I64Extend8S, Opcode.I64Extend32S, ValueType.I64, 1, ValueType.I64),
        (Opcode.I32TruncSatF32S, Opcode.I32TruncSatF32U, ValueType.F32, 1, ValueType.I32),
        (Opcode.I32TruncSatF64S, Opcode.I32TruncSatF64U, ValueType.F64, 1, ValueType.I32),
        (Opcode.I64TruncSatF32S, Opcode.I64TruncSatF32U, ValueType.F32, 1, ValueType.I64),
        (Opcode.I64TruncSatF64S, Opcode.I64TruncSatF64U, ValueType.F64, 1, ValueType.I64),
    ];

    private static readonly NumericShape[] Numeric = BuildNumeric();

    /// <summary>Type and log2 of the width in bytes, from <see cref="Opcode.I32Load"/> to <see cref="Opcode.I64Store32"/>.</summary>
    private static readonly (ValueType Type, int Log2)[] Accesses =
    [
        (ValueType.I32, 2), (ValueType.I64, 3), (ValueType.F32, 2), (ValueType.F64, 3),
        (ValueType.I32, 0), (ValueType.I32, 0), (ValueType.I32, 1), (ValueType.I32, 1),
        (ValueType.I64, 0), (ValueType.I64, 0), (ValueType.I64, 1), (ValueType.I64, 1), (ValueType.I64, 2), (ValueType.I64, 2),
        (ValueType.I32, 2), (ValueType.I64, 3), (ValueType.F32, 2), (ValueType.F64, 3),
        (ValueType.I32, 0), (ValueType.I32, 1), (ValueType.I64, 0), (ValueType.I64, 1), (ValueType.I64, 2),
    ];

    /// <summary>The shape of a numeric instruction; zero operands when <paramref name="opcode"/> is not one.</summary>
    public static NumericShape NumericShapeOf(Opcode opcode)
    {
        int slot = Slot(opcode);
        return slot >= 0 && slot < Numeric.Length ? Numeric[slot] : default;
    }

    public static (ValueType Type, int Log2) AccessOf(Opcode opcode) => Accesses[opcode - Opcode.I32Load];

    public static bool IsLoad(Opcode opcode) => opcode is >= Opcode.I32Load and <= Opcode.I64Load32U;

    public static bool IsStore(Opcode opcode) => opcode is >= Opcode.I32Store and <= Opcode.I64Store32;

    /// <summary>Whether the engine knows a one-byte opcode, with whatever features on.</summary>
    public static bool IsKnown(Opcode opcode) => Enum.IsDefined(opcode) && (opcode != Opcode.Prefix);

    private static int Slot(Opcode opcode) => opcode switch
    {
        < Opcode.Prefix => (int)opcode,
        >= Opcode.I32TruncSatF32S => 0x100 + (opcode - Opcode.I32TruncSatF32S),
        _ => -1,
    };

    private static NumericShape[] BuildNumeric()
    {
        var shapes = new NumericShape[0x108];
        foreach ((Opcode first, Opcode last, ValueType operand, int operands, ValueType result) in Ranges)
        {
            for (Opcode opcode = first; opcode <= last; opcode++) { shapes[Slot(opcode)] = new NumericShape(operand, operands, result); }
        }

        return shapes;
    }
}

/// <summary>One or two operands of the same type, one result; no operands means "not numeric".</summary>
internal readonly record struct NumericShape(ValueType Operand, int Operands, ValueType Result);
