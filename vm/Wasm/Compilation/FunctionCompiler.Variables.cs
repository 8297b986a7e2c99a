using System.Reflection.Emit;
using FvmCompute.Vm.Wasm.Decoding;

namespace FvmCompute.Vm.Wasm.Compilation;

internal sealed partial class FunctionCompiler
{
    private void LoadLocal(int index)
    {
        int parameters = _type.Parameters.Length;
        if (index < parameters) { LoadArgument(index); }
        else { _il.Emit(OpCodes.Ldloc, _locals[index - parameters]); }
    }

    private void StoreLocal(int index)
    {
        int parameters = _type.Parameters.Length;
        if (index < parameters) { StoreArgument(index); }
        else { _il.Emit(OpCodes.Stloc, _locals[index - parameters]); }
        ForgetChecked(index);
    }

    private void CompileLocalSet(int index)
    {
        Operand value = _operands[^1];
        if (value.Place == OperandPlace.Local && value.Bits == index)
        {
            PopOperand();
            return;
        }

        LoadOperand();
        CopyWaitingLocals(index);
        StoreLocal(index);
    }

    private void CompileLocalTee(int index)
    {
        CompileLocalSet(index);
        PushLocal(index);
    }

    private void CompileGlobalGet(int index)
    {
        ValueType type = _module.Globals[index].Type;
        if (ValueTypes.IsReference(type))
        {
            LoadGlobalObject(index);
            _il.Emit(OpCodes.Call, RuntimeMembers.GetReference);
        }
        else
        {
            LoadGlobalAddress(index);
            _il.Emit(type switch
            {
                ValueType.I32 => OpCodes.Ldind_I4,
                ValueType.I64 => OpCodes.Ldind_I8,
                ValueType.F32 => OpCodes.Ldind_R4,
                _ => OpCodes.Ldind_R8,
            });
        }

        PushStack(type);
    }

    private void CompileGlobalSet(int index)
    {
        ValueType type = _module.Globals[index].Type;
        SettleTop();
        if (ValueTypes.IsReference(type))
        {
            LoadGlobalObject(index);
            LoadOperand();
            _il.Emit(OpCodes.Call, RuntimeMembers.SetReference);
            return;
        }

        LoadGlobalAddress(index);
        LoadOperand();
        _il.Emit(type switch
        {
            ValueType.I32 => OpCodes.Stind_I4,
            ValueType.I64 => OpCodes.Stind_I8,
            ValueType.F32 => OpCodes.Stind_R4,
            _ => OpCodes.Stind_R8,
        });
    }

    /// <summary>Pushes the address of a number: a cell of this instance, or what that cell points to when the global is imported.</summary>
    private void LoadGlobalAddress(int index)
    {
        LoadInstance();
        _il.Emit(OpCodes.Ldfld, RuntimeMembers.GlobalCells);
        if (index > 0)
        {
            LoadInt(index * 8);
            _il.Emit(OpCodes.Conv_I);
            _il.Emit(OpCodes.Add);
        }

        if (index < _module.ImportedGlobals) { _il.Emit(OpCodes.Ldind_I); }
    }

    private void LoadGlobalObject(int index)
    {
        LoadInstance();
        _il.Emit(OpCodes.Ldfld, RuntimeMembers.Globals);
        LoadInt(index);
        _il.Emit(OpCodes.Ldelem_Ref);
    }

    private void CompileDrop()
    {
        Operand top = PopOperand();
        if (top.Place == OperandPlace.Stack) { _il.Emit(OpCodes.Pop); }
        Release(top);
    }

    private void CompileSelect()
    {
        SpillStack();
        Operand condition = PopOperand();
        Operand second = PopOperand();
        Operand first = PopOperand();
        LocalBuilder result = TakeTemporary(first.Type);
        Label done = _il.DefineLabel();
        Load(first);
        _il.Emit(OpCodes.Stloc, result);
        Load(condition);
        _il.Emit(OpCodes.Brtrue, done);
        Load(second);
        _il.Emit(OpCodes.Stloc, result);
        _il.MarkLabel(done);
        Release(first);
        Release(second);
        Release(condition);
        PushTemporary(result, first.Type);
    }
}
