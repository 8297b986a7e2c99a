using System.Reflection.Emit;
using FvmCompute.Vm.Wasm.Decoding;
using FvmCompute.Vm.Wasm.Runtime;

namespace FvmCompute.Vm.Wasm.Compilation;

internal sealed partial class FunctionCompiler
{
    private void CompileConversion(Opcode opcode, NumericShape shape)
    {
        switch (opcode)
        {
            case >= Opcode.I32TruncF32S and <= Opcode.I32TruncF64U or >= Opcode.I64TruncF32S and <= Opcode.I64TruncF64U:
                WriteBackGas();
                EmitConversionCall(opcode, shape);
                break;
            case Opcode.F32ConvertI64U:
                EmitConversionCall(opcode, shape);
                break;
            case Opcode.F32DemoteF64 or Opcode.F64PromoteF32:
                int depth = LoadOperand();
                _il.Emit(opcode == Opcode.F32DemoteF64 ? OpCodes.Conv_R4 : OpCodes.Conv_R8);
                PushRaw(shape.Result, depth + 1);
                break;
            case Opcode.I32ReinterpretF32: EmitReinterpret(nameof(BitConverter.SingleToInt32Bits), typeof(float), shape); break;
            case Opcode.I64ReinterpretF64: EmitReinterpret(nameof(BitConverter.DoubleToInt64Bits), typeof(double), shape); break;
            case Opcode.F32ReinterpretI32 or Opcode.F64ReinterpretI64: CompileReinterpretInteger(opcode, shape); break;
            default:
                EmitCast(opcode, shape);
                break;
        }
    }

    private void EmitConversionCall(Opcode opcode, NumericShape shape)
    {
        LoadOperand();
        _il.Emit(OpCodes.Call, RuntimeMembers.Method(typeof(FloatOperations), opcode.ToString()));
        PushStored(shape.Result);
    }

    private void EmitReinterpret(string name, Type from, NumericShape shape)
    {
        int depth = LoadOperand();
        _il.Emit(OpCodes.Call, RuntimeMembers.Of(typeof(BitConverter), name, from));
        PushStack(shape.Result, depth + 1);
    }

    /// <summary>A known integer becomes a float constant, so that a NaN keeps its payload.</summary>
    private void CompileReinterpretInteger(Opcode opcode, NumericShape shape)
    {
        if (_operands[^1].Place == OperandPlace.Constant)
        {
            PushConstant(shape.Result, PopOperand().Bits);
            return;
        }

        if (opcode == Opcode.F32ReinterpretI32) { EmitReinterpret(nameof(BitConverter.Int32BitsToSingle), typeof(int), shape); }
        else { EmitReinterpret(nameof(BitConverter.Int64BitsToDouble), typeof(long), shape); }
    }

    /// <summary>Conversions that IL has. Those from floats saturate since .NET 9, with NaN as 0, on every processor.</summary>
    private void EmitCast(Opcode opcode, NumericShape shape)
    {
        int depth = LoadOperand();
        foreach (OpCode cast in Casts(opcode)) { _il.Emit(cast); }
        PushStack(shape.Result, depth + 1);
    }

    private static OpCode[] Casts(Opcode opcode) => opcode switch
    {
        Opcode.I32WrapI64 or Opcode.I32TruncSatF32S or Opcode.I32TruncSatF64S => [OpCodes.Conv_I4],
        Opcode.I32TruncSatF32U or Opcode.I32TruncSatF64U => [OpCodes.Conv_U4],
        Opcode.I64ExtendI32S or Opcode.I64TruncSatF32S or Opcode.I64TruncSatF64S => [OpCodes.Conv_I8],
        Opcode.I64ExtendI32U or Opcode.I64TruncSatF32U or Opcode.I64TruncSatF64U => [OpCodes.Conv_U8],
        Opcode.F32ConvertI32S or Opcode.F32ConvertI64S => [OpCodes.Conv_R4],
        Opcode.F64ConvertI32S or Opcode.F64ConvertI64S => [OpCodes.Conv_R8],
        Opcode.F32ConvertI32U => [OpCodes.Conv_R_Un, OpCodes.Conv_R4],
        Opcode.F64ConvertI32U or Opcode.F64ConvertI64U => [OpCodes.Conv_R_Un, OpCodes.Conv_R8],
        Opcode.I32Extend8S => [OpCodes.Conv_I1],
        Opcode.I32Extend16S => [OpCodes.Conv_I2],
        Opcode.I64Extend8S => [OpCodes.Conv_I1, OpCodes.Conv_I8],
        Opcode.I64Extend16S => [OpCodes.Conv_I2, OpCodes.Conv_I8],
        Opcode.I64Extend32S => [OpCodes.Conv_I4, OpCodes.Conv_I8],
        _ => throw new InvalidOperationException($"no code for {opcode}"),
    };
}
