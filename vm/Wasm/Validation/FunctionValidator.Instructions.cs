using FvmCompute.Vm.Wasm.Decoding;

namespace FvmCompute.Vm.Wasm.Validation;

internal sealed partial class FunctionValidator
{
    // Dispatch over the opcodes: long, but each line is one rule.
    private void Validate(in Instruction instruction, ref InstructionReader reader)
    {
        NumericShape shape = Opcodes.NumericShapeOf(instruction.Opcode);
        if (shape.Operands != 0)
        {
            ValidateNumeric(instruction, shape);
            return;
        }

        switch (instruction.Opcode)
        {
            case Opcode.Nop: break;
            case Opcode.Unreachable: _stack.SetUnreachable(); break;
            case Opcode.Block or Opcode.Loop or Opcode.If: ValidateBlock(instruction); break;
            case Opcode.Else: ValidateElse(instruction); break;
            case Opcode.End: ValidateEnd(instruction); break;
            case Opcode.Br: ValidateBranch(instruction); break;
            case Opcode.BrIf: ValidateBranchIf(instruction); break;
            case Opcode.BrTable: ValidateBranchTable(instruction, ref reader); break;
            case Opcode.Return: ValidateReturn(instruction); break;
            case Opcode.Call: ValidateCall(instruction); break;
            case Opcode.CallIndirect: ValidateCallIndirect(instruction); break;
            case Opcode.Drop: Pop(instruction, OperandStack.Any); break;
            case Opcode.Select: ValidateSelect(instruction); break;
            case Opcode.SelectTyped: ValidateSelectTyped(instruction); break;
            case >= Opcode.LocalGet and <= Opcode.LocalTee: ValidateLocal(instruction); break;
            case Opcode.GlobalGet or Opcode.GlobalSet: ValidateGlobal(instruction); break;
            case Opcode.I32Const: _stack.Push(ValueType.I32); break;
            case Opcode.I64Const: _stack.Push(ValueType.I64); break;
            case Opcode.F32Const: _stack.Push(ValueType.F32); break;
            case Opcode.F64Const: _stack.Push(ValueType.F64); break;
            case Opcode.RefNull: _stack.Push((ValueType)instruction.Bits); break;
            case Opcode.RefIsNull: ValidateRefIsNull(instruction); break;
            case Opcode.RefFunc: ValidateRefFunc(instruction); break;
            case >= Opcode.TableInit and not Opcode.ElemDrop: ValidateTable(instruction); break;
            case Opcode.TableGet or Opcode.TableSet: ValidateTable(instruction); break;
            case Opcode.ElemDrop: CheckElements(instruction, instruction.Index); break;
            case Opcode.DataDrop: CheckData(instruction); break;
            default: ValidateMemory(instruction); break;
        }
    }

    private void ValidateNumeric(in Instruction instruction, NumericShape shape)
    {
        Pop(instruction, shape.Operand);
        if (shape.Operands == 2) { Pop(instruction, shape.Operand); }
        _stack.Push(shape.Result);
    }

    private void ValidateLocal(in Instruction instruction)
    {
        if (instruction.Index >= (uint)_localCount) { throw Invalid(instruction, $"unknown local {instruction.Index}"); }
        ValueType type = _locals[instruction.Index];
        if (instruction.Opcode != Opcode.LocalGet) { Pop(instruction, type); }
        if (instruction.Opcode != Opcode.LocalSet) { _stack.Push(type); }
    }

    private void ValidateGlobal(in Instruction instruction)
    {
        if (instruction.Index >= (uint)module.Globals.Count) { throw Invalid(instruction, $"unknown global {instruction.Index}"); }
        GlobalType global = module.Globals[(int)instruction.Index];
        if (instruction.Opcode == Opcode.GlobalGet)
        {
            _stack.Push(global.Type);
            return;
        }

        if (!global.Mutable) { throw Invalid(instruction, "global is immutable"); }
        Pop(instruction, global.Type);
    }

    private void ValidateMemory(in Instruction instruction)
    {
        if (module.Memories.Count == 0) { throw Invalid(instruction, "unknown memory 0"); }
        switch (instruction.Opcode)
        {
            case Opcode.MemorySize:
                _stack.Push(ValueType.I32);
                break;
            case Opcode.MemoryGrow:
                Pop(instruction, ValueType.I32);
                _stack.Push(ValueType.I32);
                break;
            case Opcode.MemoryInit or Opcode.MemoryCopy or Opcode.MemoryFill:
                if (instruction.Opcode == Opcode.MemoryInit) { CheckData(instruction); }
                PopThreeI32(instruction);
                break;
            default:
                ValidateAccess(instruction);
                break;
        }
    }

    private void ValidateAccess(in Instruction instruction)
    {
        (ValueType type, int log2) = Opcodes.AccessOf(instruction.Opcode);
        if (instruction.Index > log2) { throw Invalid(instruction, "alignment must not be larger than natural"); }
        if (Opcodes.IsStore(instruction.Opcode)) { Pop(instruction, type); }
        Pop(instruction, ValueType.I32);
        if (Opcodes.IsLoad(instruction.Opcode)) { _stack.Push(type); }
    }

    private void PopThreeI32(in Instruction instruction)
    {
        for (int i = 0; i < 3; i++) { Pop(instruction, ValueType.I32); }
    }

    private void CheckData(in Instruction instruction)
    {
        if (instruction.Index >= (uint)module.Data.Length) { throw Invalid(instruction, $"unknown data segment {instruction.Index}"); }
        if (module.DataCount is null) { throw new WasmModuleException(WasmModuleError.Malformed, instruction.Offset, "data count section required"); }
    }
}
