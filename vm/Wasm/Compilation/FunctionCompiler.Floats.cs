using System.Reflection.Emit;
using FvmCompute.Vm.Wasm.Decoding;
using FvmCompute.Vm.Wasm.Runtime;

namespace FvmCompute.Vm.Wasm.Compilation;

internal sealed partial class FunctionCompiler
{
    private const int CanonicalNaN32 = 0x7fc00000;
    private const long CanonicalNaN64 = 0x7ff8000000000000;

    private readonly List<(Label IsNaN, Label Settled, LocalBuilder Value, ValueType Type)> _notNumbers = [];
    private int _rawOperands;

    /// <summary>A float operation of either width, named by its f64 form. Whatever may make a NaN makes the canonical one.</summary>
    private void CompileFloat(Opcode opcode, ValueType type)
    {
        switch (opcode)
        {
            case Opcode.F64Neg:
                PushStack(type, Emit(OpCodes.Neg, LoadOperand()));
                break;
            case Opcode.F64Abs:
                EmitMath(nameof(Math.Abs), type, 1);
                PushStack(type);
                break;
            case Opcode.F64Copysign:
                EmitMath(nameof(Math.CopySign), type, 2);
                PushStack(type);
                break;
            default:
                PushRaw(type, EmitRounding(opcode, type) + 1);
                break;
        }
    }

    /// <summary>Emits an operation that rounds; returns the depth of its operands.</summary>
    private int EmitRounding(Opcode opcode, ValueType type) => opcode switch
    {
        Opcode.F64Add => EmitArithmetic(OpCodes.Add),
        Opcode.F64Sub => EmitArithmetic(OpCodes.Sub),
        Opcode.F64Mul => EmitArithmetic(OpCodes.Mul),
        Opcode.F64Div => EmitArithmetic(OpCodes.Div),
        Opcode.F64Min => EmitMath(nameof(Math.Min), type, 2),
        Opcode.F64Max => EmitMath(nameof(Math.Max), type, 2),
        Opcode.F64Ceil => EmitMath(nameof(Math.Ceiling), type, 1),
        Opcode.F64Floor => EmitMath(nameof(Math.Floor), type, 1),
        Opcode.F64Trunc => EmitMath(nameof(Math.Truncate), type, 1),
        Opcode.F64Nearest => EmitMath(nameof(Math.Round), type, 1),
        _ => EmitMath(nameof(Math.Sqrt), type, 1),
    };

    private int EmitArithmetic(OpCode opcode)
    {
        int depth = LoadOperands(2);
        _il.Emit(opcode);
        return depth;
    }

    /// <summary>Calls the method of <see cref="Math"/> or <see cref="MathF"/>, which the JIT turns into an instruction.</summary>
    private int EmitMath(string name, ValueType type, int operands)
    {
        int depth = LoadOperands(operands);
        Type clr = Signatures.ClrType(type);
        _il.Emit(OpCodes.Call, RuntimeMembers.Of(type == ValueType.F32 ? typeof(MathF) : typeof(Math), name, [.. Enumerable.Repeat(clr, operands)]));
        return depth;
    }

    /// <summary>
    /// Leaves a result whose NaN is not canonical yet. Which NaN it is cannot be seen by further arithmetic and comparisons; whatever else follows
    /// canonicalises first, see <see cref="SettleRaw"/>.
    /// </summary>
    private void PushRaw(ValueType type, int treeDepth)
    {
        _rawOperands++;
        _stackOperands++;
        _operands.Add(new Operand(OperandPlace.Stack, type, TreeDepth: treeDepth, Raw: true));
        if (treeDepth >= MaxTreeDepth || _stackOperands >= MaxStackOperands) { SpillStack(); }
    }

    /// <summary>Before an instruction that could tell NaNs apart: replaces those of raw operands, out of the way of other values.</summary>
    private void SettleRaw(Opcode next)
    {
        if (_rawOperands == 0 || IsBlindToNaNs(next)) { return; }
        SpillStack();
        for (int i = 0; i < _operands.Count; i++)
        {
            Operand operand = _operands[i];
            if (!operand.Raw) { continue; }
            EmitCanonical(operand.Variable!, operand.Type);
            _operands[i] = operand with { Raw = false };
        }

        _rawOperands = 0;
    }

    private static bool IsBlindToNaNs(Opcode opcode) => opcode
        is Opcode.LocalGet or (>= Opcode.I32Const and <= Opcode.F64Const) or (>= Opcode.I32Load and <= Opcode.I64Load32U)
        or (>= Opcode.F32Eq and <= Opcode.F64Ge) or (>= Opcode.F32Ceil and <= Opcode.F32Max) or (>= Opcode.F64Ceil and <= Opcode.F64Max);

    private void EmitCanonical(LocalBuilder value, ValueType type)
    {
        Label isNaN = _il.DefineLabel();
        Label settled = _il.DefineLabel();
        _il.Emit(OpCodes.Ldloc, value);
        _il.Emit(OpCodes.Ldloc, value);
        _il.Emit(OpCodes.Bne_Un, isNaN);
        _il.MarkLabel(settled);
        _notNumbers.Add((isNaN, settled, value, type));
    }

    /// <summary>The cold halves of <see cref="EmitCanonical"/>, after the function's end.</summary>
    private void EmitNotNumbers()
    {
        foreach ((Label isNaN, Label settled, LocalBuilder value, ValueType type) in _notNumbers)
        {
            _il.MarkLabel(isNaN);
            LoadFloatConstant(type, type == ValueType.F32 ? CanonicalNaN32 : CanonicalNaN64);
            _il.Emit(OpCodes.Stloc, value);
            _il.Emit(OpCodes.Br, settled);
        }

        _notNumbers.Clear();
    }

    /// <summary>Pushes a float. A NaN goes through a call that the JIT cannot see into: its own constants may lose the payload.</summary>
    private void LoadFloatConstant(ValueType type, long bits)
    {
        if (type == ValueType.F32)
        {
            float value = BitConverter.Int32BitsToSingle((int)bits);
            if (!float.IsNaN(value))
            {
                _il.Emit(OpCodes.Ldc_R4, value);
                return;
            }

            LoadInt((int)bits);
            _il.Emit(OpCodes.Call, RuntimeMembers.Method(typeof(FloatOperations), nameof(FloatOperations.FromBits32)));
            return;
        }

        double wide = BitConverter.Int64BitsToDouble(bits);
        if (!double.IsNaN(wide))
        {
            _il.Emit(OpCodes.Ldc_R8, wide);
            return;
        }

        LoadLong(bits);
        _il.Emit(OpCodes.Call, RuntimeMembers.Method(typeof(FloatOperations), nameof(FloatOperations.FromBits64)));
    }
}
