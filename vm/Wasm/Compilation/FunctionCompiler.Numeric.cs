using System.Reflection;
using System.Reflection.Emit;
using FvmCompute.Vm.Wasm.Decoding;

namespace FvmCompute.Vm.Wasm.Compilation;

internal sealed partial class FunctionCompiler
{
    private void CompileNumeric(Opcode opcode, NumericShape shape)
    {
        switch (opcode)
        {
            case >= Opcode.I32Eqz and <= Opcode.F64Ge: CompileComparison(opcode, shape); break;
            case >= Opcode.I32Clz and <= Opcode.I32Rotr: CompileInteger(Opcode.I64Clz + (opcode - Opcode.I32Clz), shape.Operand); break;
            case >= Opcode.I64Clz and <= Opcode.I64Rotr: CompileInteger(opcode, shape.Operand); break;
            case >= Opcode.F32Abs and <= Opcode.F32Copysign: CompileFloat(Opcode.F64Abs + (opcode - Opcode.F32Abs), shape.Operand); break;
            case >= Opcode.F64Abs and <= Opcode.F64Copysign: CompileFloat(opcode, shape.Operand); break;
            default: CompileConversion(opcode, shape); break;
        }
    }

    private void CompileComparison(Opcode opcode, NumericShape shape)
    {
        if (opcode is Opcode.I32Eqz or Opcode.I64Eqz)
        {
            int eqzDepth = LoadOperand();
            _il.Emit(OpCodes.Ldc_I4_0);
            if (opcode == Opcode.I64Eqz) { _il.Emit(OpCodes.Conv_I8); }
            _il.Emit(OpCodes.Ceq);
            PushStack(ValueType.I32, eqzDepth + 1);
            return;
        }

        (OpCode compare, bool negate) = Comparison(opcode);
        int depth = compare == OpCodes.Ceq ? LoadCommutative() : LoadOperands(shape.Operands);
        _il.Emit(compare);
        if (negate)
        {
            _il.Emit(OpCodes.Ldc_I4_0);
            _il.Emit(OpCodes.Ceq);
        }

        PushStack(ValueType.I32, depth + 1);
    }

    /// <summary>IL compares less and greater only; the others are their negation, with unordered swapped for floats.</summary>
    private static (OpCode Compare, bool Negate) Comparison(Opcode opcode) => opcode switch
    {
        Opcode.I32Eq or Opcode.I64Eq or Opcode.F32Eq or Opcode.F64Eq => (OpCodes.Ceq, false),
        Opcode.I32Ne or Opcode.I64Ne or Opcode.F32Ne or Opcode.F64Ne => (OpCodes.Ceq, true),
        Opcode.I32LtS or Opcode.I64LtS or Opcode.F32Lt or Opcode.F64Lt => (OpCodes.Clt, false),
        Opcode.I32LtU or Opcode.I64LtU => (OpCodes.Clt_Un, false),
        Opcode.I32GtS or Opcode.I64GtS or Opcode.F32Gt or Opcode.F64Gt => (OpCodes.Cgt, false),
        Opcode.I32GtU or Opcode.I64GtU => (OpCodes.Cgt_Un, false),
        Opcode.I32LeS or Opcode.I64LeS => (OpCodes.Cgt, true),
        Opcode.I32LeU or Opcode.I64LeU or Opcode.F32Le or Opcode.F64Le => (OpCodes.Cgt_Un, true),
        Opcode.I32GeS or Opcode.I64GeS => (OpCodes.Clt, true),
        _ => (OpCodes.Clt_Un, true),
    };

    /// <summary>An integer operation of either width, named by its i64 form.</summary>
    private void CompileInteger(Opcode opcode, ValueType type)
    {
        switch (opcode)
        {
            case Opcode.I64Add: EmitCommutative(OpCodes.Add, type); break;
            case Opcode.I64Mul: EmitCommutative(OpCodes.Mul, type); break;
            case Opcode.I64And: EmitCommutative(OpCodes.And, type); break;
            case Opcode.I64Or: EmitCommutative(OpCodes.Or, type); break;
            case Opcode.I64Xor: EmitCommutative(OpCodes.Xor, type); break;
            case Opcode.I64Sub: PushStack(type, Emit(OpCodes.Sub, LoadOperands(2))); break;
            case Opcode.I64Shl: EmitShift(OpCodes.Shl, type); break;
            case Opcode.I64ShrS: EmitShift(OpCodes.Shr, type); break;
            case Opcode.I64ShrU: EmitShift(OpCodes.Shr_Un, type); break;
            case Opcode.I64Rotl: EmitRotate(type == ValueType.I32 ? RuntimeMembers.RotateLeft32 : RuntimeMembers.RotateLeft64, type); break;
            case Opcode.I64Rotr: EmitRotate(type == ValueType.I32 ? RuntimeMembers.RotateRight32 : RuntimeMembers.RotateRight64, type); break;
            case Opcode.I64Clz: EmitCount(type == ValueType.I32 ? RuntimeMembers.LeadingZeros32 : RuntimeMembers.LeadingZeros64, type); break;
            case Opcode.I64Ctz: EmitCount(type == ValueType.I32 ? RuntimeMembers.TrailingZeros32 : RuntimeMembers.TrailingZeros64, type); break;
            case Opcode.I64Popcnt: EmitCount(type == ValueType.I32 ? RuntimeMembers.PopCount32 : RuntimeMembers.PopCount64, type); break;
            case Opcode.I64DivS or Opcode.I64DivU: CompileDivision(opcode == Opcode.I64DivS, type); break;
            default: CompileRemainder(opcode == Opcode.I64RemS, type); break;
        }
    }

    private int Emit(OpCode opcode, int depth)
    {
        _il.Emit(opcode);
        return depth + 1;
    }

    private void EmitCommutative(OpCode opcode, ValueType type) => PushStack(type, Emit(opcode, LoadCommutative()));

    /// <summary>The count is taken modulo the width; IL leaves larger counts undefined.</summary>
    private void EmitShift(OpCode opcode, ValueType type)
    {
        int depth = LoadOperands(2);
        if (type == ValueType.I64) { _il.Emit(OpCodes.Conv_I4); }
        LoadInt(type == ValueType.I32 ? 31 : 63);
        _il.Emit(OpCodes.And);
        PushStack(type, Emit(opcode, depth + 1));
    }

    private void EmitRotate(MethodInfo method, ValueType type)
    {
        int depth = LoadOperands(2);
        if (type == ValueType.I64) { _il.Emit(OpCodes.Conv_I4); }
        _il.Emit(OpCodes.Call, method);
        PushStack(type, depth + 1);
    }

    private void EmitCount(MethodInfo method, ValueType type)
    {
        int depth = LoadOperand();
        _il.Emit(OpCodes.Call, method);
        if (type == ValueType.I64) { _il.Emit(OpCodes.Conv_I8); }
        PushStack(type, depth + 1);
    }

    private void CompileDivision(bool signed, ValueType type)
    {
        SpillStack();
        (Operand dividend, Operand divisor) = PopPair();
        if (!IsConstantOtherThan(divisor, 0)) { BranchIfZero(divisor, TrapKind.IntegerDivideByZero); }
        if (signed && !IsConstantOtherThan(divisor, -1)) { EmitOverflowCheck(dividend, divisor); }
        LoadPair(dividend, divisor);
        PushStack(type, Emit(signed ? OpCodes.Div : OpCodes.Div_Un, 0));
    }

    private void CompileRemainder(bool signed, ValueType type)
    {
        SpillStack();
        (Operand dividend, Operand divisor) = PopPair();
        if (!IsConstantOtherThan(divisor, 0)) { BranchIfZero(divisor, TrapKind.IntegerDivideByZero); }
        LoadPair(dividend, divisor);
        if (signed && !IsConstantOtherThan(divisor, -1)) { EmitMinusOneToOne(divisor); }
        PushStack(type, Emit(signed ? OpCodes.Rem : OpCodes.Rem_Un, 0));
    }

    private (Operand Left, Operand Right) PopPair()
    {
        Operand right = PopOperand();
        return (PopOperand(), right);
    }

    private void LoadPair(in Operand left, in Operand right)
    {
        Load(left);
        Load(right);
        Release(left);
        Release(right);
    }

    private static bool IsConstantOtherThan(in Operand operand, long value) =>
        operand.Place == OperandPlace.Constant && operand.Bits != value && operand.Bits != 0;

    private void BranchIfZero(in Operand operand, TrapKind trap)
    {
        Load(operand);
        _il.Emit(OpCodes.Brfalse, Trap(trap));
    }

    /// <summary>The smallest integer divided by -1 does not fit; the processor would fault.</summary>
    private void EmitOverflowCheck(in Operand dividend, in Operand divisor)
    {
        Label fits = _il.DefineLabel();
        Load(divisor);
        LoadConstant(divisor.Type, -1);
        _il.Emit(OpCodes.Bne_Un, fits);
        Load(dividend);
        LoadConstant(dividend.Type, dividend.Type == ValueType.I32 ? int.MinValue : long.MinValue);
        _il.Emit(OpCodes.Beq, Trap(TrapKind.IntegerOverflow));
        _il.MarkLabel(fits);
    }

    /// <summary>Turns a divisor of -1 on the stack into 1: the remainder is 0 for both, and the processor faults on one of them.</summary>
    private void EmitMinusOneToOne(in Operand divisor)
    {
        Load(divisor);
        LoadConstant(divisor.Type, -1);
        _il.Emit(OpCodes.Ceq);
        _il.Emit(OpCodes.Ldc_I4_1);
        _il.Emit(OpCodes.Shl);
        if (divisor.Type == ValueType.I64) { _il.Emit(OpCodes.Conv_I8); }
        _il.Emit(OpCodes.Add);
    }
}
