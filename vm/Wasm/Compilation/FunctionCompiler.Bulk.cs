using System.Reflection.Emit;
using FvmCompute.Vm.Wasm.Decoding;
using FvmCompute.Vm.Wasm.Runtime;

namespace FvmCompute.Vm.Wasm.Compilation;

internal sealed partial class FunctionCompiler
{
    /// <summary>Memory and table instructions that the runtime carries out: operands, the instance, the indices; the counter is exact if they trap.</summary>
    private void CompileBulk(in Instruction instruction)
    {
        EmitLinearCharge(instruction.Opcode);
        (string method, int operands, int indices, ValueType? result) = instruction.Opcode switch
        {
            Opcode.MemoryGrow => (nameof(BulkOperations.MemoryGrow), 1, 0, ValueType.I32),
            Opcode.MemoryInit => (nameof(BulkOperations.MemoryInit), 3, 1, null),
            Opcode.MemoryCopy => (nameof(BulkOperations.MemoryCopy), 3, 0, null),
            Opcode.MemoryFill => (nameof(BulkOperations.MemoryFill), 3, 0, null),
            Opcode.DataDrop => (nameof(BulkOperations.DataDrop), 0, 1, null),
            Opcode.TableInit => (nameof(BulkOperations.TableInit), 3, 2, null),
            Opcode.TableCopy => (nameof(BulkOperations.TableCopy), 3, 2, null),
            Opcode.ElemDrop => (nameof(BulkOperations.ElemDrop), 0, 1, null),
            Opcode.TableGrow => (nameof(BulkOperations.TableGrow), 2, 1, ValueType.I32),
            Opcode.TableSize => (nameof(BulkOperations.TableSize), 0, 1, ValueType.I32),
            Opcode.TableFill => (nameof(BulkOperations.TableFill), 3, 1, (ValueType?)null),
            _ => throw new InvalidOperationException($"no code for {instruction.Opcode}"),
        };
        EmitRuntimeCall(instruction, method, operands, indices, result);
    }

    private void EmitRuntimeCall(in Instruction instruction, string method, int operands, int indices, ValueType? result)
    {
        LoadOperands(operands);
        WriteBackGas();
        LoadInstance();
        if (indices > 0) { LoadInt((int)instruction.Index); }
        if (indices > 1) { LoadInt((int)instruction.Second); }
        _il.Emit(OpCodes.Call, RuntimeMembers.Method(typeof(BulkOperations), method));
        if (result is ValueType type) { PushStored(type); }
    }

    private void LoadTable(int index)
    {
        LoadInstance();
        _il.Emit(OpCodes.Ldfld, RuntimeMembers.Tables);
        LoadInt(index);
        _il.Emit(OpCodes.Ldelem_Ref);
    }

    private void CompileTableGet(in Instruction instruction) =>
        EmitRuntimeCall(instruction, nameof(BulkOperations.TableGet), 1, 1, _module.Tables[(int)instruction.Index].Element);

    private void CompileTableSet(in Instruction instruction) =>
        EmitRuntimeCall(instruction, nameof(BulkOperations.TableSet), 2, 1, null);

    private void CompileRefIsNull()
    {
        LoadOperand();
        _il.Emit(OpCodes.Ldnull);
        _il.Emit(OpCodes.Ceq);
        PushStack(ValueType.I32);
    }

    private void CompileRefFunc(in Instruction instruction)
    {
        LoadInstance();
        LoadInt((int)instruction.Index);
        _il.Emit(OpCodes.Call, RuntimeMembers.FunctionAt);
        PushStored(ValueType.FuncRef);
    }
}
