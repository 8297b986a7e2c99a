using System.Reflection.Emit;
using FvmCompute.Vm.Wasm.Decoding;
using FvmCompute.Vm.Wasm.Runtime;

namespace FvmCompute.Vm.Wasm.Compilation;

internal sealed partial class FunctionCompiler
{
    private const int CanonicalNaN32 = 0x7fc00000;
    private const long CanonicalNaN64 = 0x7ff8000000000000;

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
                SpillBelow(opcode is >= Opcode.F64Add ? 2 : 1);
                EmitRounding(opcode, type);
                EmitCanonical(type);
                break;
        }
    }

    private void EmitRounding(Opcode opcode, ValueType type)
    {
        switch (opcode)
        {
            case Opcode.F64Add: Emit(OpCodes.Add, LoadOperands(2)); break;
            case Opcode.F64Sub: Emit(OpCodes.Sub, LoadOperands(2)); break;
            case Opcode.F64Mul: Emit(OpCodes.Mul, LoadOperands(2)); break;
            case Opcode.F64Div: Emit(OpCodes.Div, LoadOperands(2)); break;
            case Opcode.F64Min: EmitMath(nameof(Math.Min), type, 2); break;
            case Opcode.F64Max: EmitMath(nameof(Math.Max), type, 2); break;
            case Opcode.F64Ceil: EmitMath(nameof(Math.Ceiling), type, 1); break;
            case Opcode.F64Floor: EmitMath(nameof(Math.Floor), type, 1); break;
            case Opcode.F64Trunc: EmitMath(nameof(Math.Truncate), type, 1); break;
            case Opcode.F64Nearest: EmitMath(nameof(Math.Round), type, 1); break;
            default: EmitMath(nameof(Math.Sqrt), type, 1); break;
        }
    }

    /// <summary>Calls the method of <see cref="Math"/> or <see cref="MathF"/>, which the JIT turns into an instruction.</summary>
    private void EmitMath(string name, ValueType type, int operands)
    {
        LoadOperands(operands);
        Type clr = Signatures.ClrType(type);
        _il.Emit(OpCodes.Call, RuntimeMembers.Of(type == ValueType.F32 ? typeof(MathF) : typeof(Math), name, [.. Enumerable.Repeat(clr, operands)]));
    }

    /// <summary>Empties IL's stack unless only the top operands are on it: a branch follows.</summary>
    private void SpillBelow(int operands)
    {
        int onStack = 0;
        for (int i = 1; i <= operands; i++) { onStack += _operands[^i].Place == OperandPlace.Stack ? 1 : 0; }
        if (_stackOperands > onStack) { SpillStack(); }
    }

    /// <summary>Takes a float, alone on IL's stack; replaces any NaN by the canonical one.</summary>
    private void EmitCanonical(ValueType type)
    {
        LocalBuilder value = TakeTemporary(type);
        Label ordered = _il.DefineLabel();
        _il.Emit(OpCodes.Stloc, value);
        _il.Emit(OpCodes.Ldloc, value);
        _il.Emit(OpCodes.Ldloc, value);
        _il.Emit(OpCodes.Beq, ordered);
        LoadFloatConstant(type, type == ValueType.F32 ? CanonicalNaN32 : CanonicalNaN64);
        _il.Emit(OpCodes.Stloc, value);
        _il.MarkLabel(ordered);
        PushTemporary(value, type);
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
