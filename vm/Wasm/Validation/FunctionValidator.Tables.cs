using FvmCompute.Vm.Wasm.Decoding;

namespace FvmCompute.Vm.Wasm.Validation;

internal sealed partial class FunctionValidator
{
    private void ValidateTable(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.TableInit: ValidateTableInit(instruction); break;
            case Opcode.TableCopy: ValidateTableCopy(instruction); break;
            default: ValidateTableAccess(instruction, Table(instruction, instruction.Index)); break;
        }
    }

    private void ValidateTableAccess(in Instruction instruction, ValueType element)
    {
        switch (instruction.Opcode)
        {
            case Opcode.TableGet:
                Pop(instruction, ValueType.I32);
                _stack.Push(element);
                break;
            case Opcode.TableSet:
                Pop(instruction, element);
                Pop(instruction, ValueType.I32);
                break;
            case Opcode.TableSize:
                _stack.Push(ValueType.I32);
                break;
            case Opcode.TableGrow:
                Pop(instruction, ValueType.I32);
                Pop(instruction, element);
                _stack.Push(ValueType.I32);
                break;
            default:
                Pop(instruction, ValueType.I32);
                Pop(instruction, element);
                Pop(instruction, ValueType.I32);
                break;
        }
    }

    private void ValidateTableInit(in Instruction instruction)
    {
        ValueType table = Table(instruction, instruction.Second);
        if (CheckElements(instruction, instruction.Index) != table) { throw Invalid(instruction, "type mismatch"); }
        PopThreeI32(instruction);
    }

    private void ValidateTableCopy(in Instruction instruction)
    {
        if (Table(instruction, instruction.Index) != Table(instruction, instruction.Second)) { throw Invalid(instruction, "type mismatch"); }
        PopThreeI32(instruction);
    }

    private ValueType Table(in Instruction instruction, uint index) =>
        index < (uint)module.Tables.Count ? module.Tables[(int)index].Element : throw Invalid(instruction, $"unknown table {index}");

    private ValueType CheckElements(in Instruction instruction, uint index) =>
        index < (uint)module.Elements.Length ? module.Elements[index].Type : throw Invalid(instruction, $"unknown elem segment {index}");

    private void ValidateRefIsNull(in Instruction instruction)
    {
        if (!_stack.TryPop(out ValueType type) || (type != OperandStack.Any && !ValueTypes.IsReference(type))) { throw Invalid(instruction, "type mismatch"); }
        _stack.Push(ValueType.I32);
    }

    private void ValidateRefFunc(in Instruction instruction)
    {
        if (instruction.Index >= (uint)module.Functions.Count) { throw Invalid(instruction, $"unknown function {instruction.Index}"); }
        if (!declaredReferences.Contains((int)instruction.Index)) { throw Invalid(instruction, "undeclared function reference"); }
        _stack.Push(ValueType.FuncRef);
    }
}
