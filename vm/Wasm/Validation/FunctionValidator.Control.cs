using FvmCompute.Vm.Wasm.Decoding;

namespace FvmCompute.Vm.Wasm.Validation;

internal sealed partial class FunctionValidator
{
    private void ValidateBlock(in Instruction instruction)
    {
        if (instruction.Bits >= module.Types.Length) { throw Invalid(instruction, $"unknown type {instruction.Bits}"); }
        if (instruction.Opcode == Opcode.If) { Pop(instruction, ValueType.I32); }
        BlockType type = BlockType.Of(instruction.Bits, module);
        Pop(instruction, type.Parameters);
        _stack.PushFrame(instruction.Opcode, type);
    }

    private void ValidateElse(in Instruction instruction)
    {
        if (_stack.Top.Opcode != Opcode.If) { throw new WasmModuleException(WasmModuleError.Malformed, instruction.Offset, "else without if"); }
        OperandStack.Frame frame = PopFrame(instruction);
        _stack.PushFrame(Opcode.Else, frame.Type);
    }

    private void ValidateEnd(in Instruction instruction)
    {
        OperandStack.Frame frame = PopFrame(instruction);
        if (frame.Opcode == Opcode.If && !frame.Type.Parameters.AsSpan().SequenceEqual(frame.Type.Results))
        {
            throw Invalid(instruction, "type mismatch: if without else");
        }

        if (_stack.Depth > 0) { _stack.Push(frame.Type.Results); }
    }

    private OperandStack.Frame PopFrame(in Instruction instruction) =>
        _stack.TryPopFrame(out OperandStack.Frame frame) ? frame : throw Invalid(instruction, "type mismatch");

    private ValueType[] Label(in Instruction instruction, uint label) =>
        _stack.TryLabel(label, out OperandStack.Frame frame) ? frame.Labels : throw Invalid(instruction, $"unknown label {label}");

    private void ValidateBranch(in Instruction instruction)
    {
        Pop(instruction, Label(instruction, instruction.Index));
        _stack.SetUnreachable();
    }

    private void ValidateBranchIf(in Instruction instruction)
    {
        Pop(instruction, ValueType.I32);
        ValueType[] labels = Label(instruction, instruction.Index);
        Pop(instruction, labels);
        _stack.Push(labels);
    }

    private void ValidateBranchTable(in Instruction instruction, ref InstructionReader reader)
    {
        Pop(instruction, ValueType.I32);
        ValueType[] fallback = Label(instruction, instruction.Second);
        reader.ReadTargets(instruction, _targets);
        ValueType[]? last = null;
        foreach (uint target in _targets)
        {
            ValueType[] labels = Label(instruction, target);
            if (ReferenceEquals(labels, last)) { continue; }
            if (labels.Length != fallback.Length) { throw Invalid(instruction, "type mismatch: arity of targets"); }
            PopAndRestore(instruction, labels);
            last = labels;
        }

        Pop(instruction, fallback);
        _stack.SetUnreachable();
    }

    /// <summary>Checks operands without consuming them; what unreachable code makes up stays made up.</summary>
    private void PopAndRestore(in Instruction instruction, ValueType[] labels)
    {
        var popped = new ValueType[labels.Length];
        for (int i = labels.Length - 1; i >= 0; i--)
        {
            if (!_stack.TryPop(out popped[i]) || (popped[i] != labels[i] && popped[i] != OperandStack.Any)) { throw Invalid(instruction, "type mismatch"); }
        }

        _stack.Push(popped);
    }

    private void ValidateReturn(in Instruction instruction)
    {
        Pop(instruction, Label(instruction, (uint)_stack.Depth - 1));
        _stack.SetUnreachable();
    }

    private void ValidateCall(in Instruction instruction)
    {
        if (instruction.Index >= (uint)module.Functions.Count) { throw Invalid(instruction, $"unknown function {instruction.Index}"); }
        ApplySignature(instruction, module.Functions[(int)instruction.Index]);
    }

    private void ValidateCallIndirect(in Instruction instruction)
    {
        if (instruction.Second >= (uint)module.Tables.Count) { throw Invalid(instruction, $"unknown table {instruction.Second}"); }
        if (module.Tables[(int)instruction.Second].Element != ValueType.FuncRef) { throw Invalid(instruction, "type mismatch: table of another type"); }
        if (instruction.Index >= (uint)module.Types.Length) { throw Invalid(instruction, $"unknown type {instruction.Index}"); }
        Pop(instruction, ValueType.I32);
        ApplySignature(instruction, module.Types[instruction.Index]);
    }

    private void ApplySignature(in Instruction instruction, FunctionType type)
    {
        Pop(instruction, type.ParameterArray);
        _stack.Push(type.ResultArray);
    }

    private void ValidateSelect(in Instruction instruction)
    {
        Pop(instruction, ValueType.I32);
        if (!_stack.TryPop(out ValueType second) || !_stack.TryPop(out ValueType first)) { throw Invalid(instruction, "type mismatch"); }
        if (ValueTypes.IsReference(first) || ValueTypes.IsReference(second)) { throw Invalid(instruction, "type mismatch: select of references needs a type"); }
        if (first != second && first != OperandStack.Any && second != OperandStack.Any) { throw Invalid(instruction, "type mismatch"); }
        _stack.Push(first == OperandStack.Any ? second : first);
    }

    private void ValidateSelectTyped(in Instruction instruction)
    {
        var type = (ValueType)instruction.Bits;
        Pop(instruction, ValueType.I32);
        Pop(instruction, type);
        Pop(instruction, type);
        _stack.Push(type);
    }
}
