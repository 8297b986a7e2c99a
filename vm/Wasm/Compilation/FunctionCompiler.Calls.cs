using System.Reflection.Emit;
using FvmCompute.Vm.Wasm.Decoding;
using FvmCompute.Vm.Wasm.Runtime;

namespace FvmCompute.Vm.Wasm.Compilation;

internal sealed partial class FunctionCompiler
{
    private void CompileCall(int callee)
    {
        FunctionType type = _module.Functions[callee];
        LoadOperands(type.Parameters.Length);
        WriteBackGas();
        LoadInstance();
        LoadCalleeContext(callee);
        EmitDirectCall(callee, type);
        FinishCall(type);
    }

    /// <summary>The callee's context is this function's, moved by a constant: both indices and the callee's stack cost are known.</summary>
    private void LoadCalleeContext(int callee)
    {
        uint cost = callee < _module.ImportedFunctions ? 0 : owner.Facts.StackCosts[callee - _module.ImportedFunctions];
        LoadArgument(ContextArgument);
        LoadLong(((long)(callee - _function) << 32) + cost);
        _il.Emit(OpCodes.Add);
    }

    /// <summary>Calls the address when it is known, otherwise what the function's cell holds by then.</summary>
    private void EmitDirectCall(int callee, FunctionType type)
    {
        if (callee == _function)
        {
            _il.Emit(OpCodes.Call, _method);
            return;
        }

        nint address = owner.Code.CompiledAddress(callee);
        LoadLong(address != 0 ? address : owner.Code.SlotAddress(callee));
        _il.Emit(OpCodes.Conv_I);
        if (address == 0) { _il.Emit(OpCodes.Ldind_I); }
        SignatureStubs.EmitCall(_il, type);
    }

    /// <summary>Takes the results; the gas counter and the extra results are read before anything else happens.</summary>
    private void FinishCall(FunctionType type)
    {
        ReadOnlySpan<ValueType> results = type.Results;
        if (results.Length > 0) { PushStored(results[0]); }
        for (int i = 1; i < results.Length; i++)
        {
            ExtraResults.EmitLoad(_il, results[i], i - 1);
            PushStored(results[i]);
        }

        ReloadGas();
    }

    private void CompileCallIndirect(in Instruction instruction)
    {
        FunctionType type = _module.Types[instruction.Index];
        SpillStack();
        LocalBuilder function = EmitLookUp(PopOperand(), (int)instruction.Second);
        CheckType(function, type);
        PayForThunk(function);
        LoadOperands(type.Parameters.Length);
        WriteBackGas();
        SignatureStubs.EmitTarget(_il, function, () => LoadArgument(ContextArgument));
        SignatureStubs.EmitCall(_il, type);
        Release(function, ValueType.FuncRef);
        FinishCall(type);
    }

    /// <summary>Loads the element of a table that holds functions, as a variable of type object.</summary>
    private LocalBuilder EmitLookUp(Operand index, int table)
    {
        LocalBuilder elements = TakeTemporary(ValueType.FuncRef);
        LoadTable(table);
        _il.Emit(OpCodes.Ldfld, RuntimeMembers.Elements);
        _il.Emit(OpCodes.Stloc, elements);
        Load(index);
        _il.Emit(OpCodes.Ldloc, elements);
        _il.Emit(OpCodes.Ldlen);
        _il.Emit(OpCodes.Conv_I4);
        _il.Emit(OpCodes.Bge_Un, Trap(TrapKind.UndefinedElement));
        LocalBuilder function = TakeTemporary(ValueType.FuncRef);
        _il.Emit(OpCodes.Ldloc, elements);
        Load(index);
        Release(index);
        _il.Emit(OpCodes.Ldelem_Ref);
        _il.Emit(OpCodes.Stloc, function);
        _il.Emit(OpCodes.Ldloc, function);
        _il.Emit(OpCodes.Brfalse, Trap(TrapKind.UninitializedElement));
        Release(elements, ValueType.FuncRef);
        return function;
    }

    private void CheckType(LocalBuilder function, FunctionType type)
    {
        _il.Emit(OpCodes.Ldloc, function);
        _il.Emit(OpCodes.Ldfld, RuntimeMembers.TypeId);
        LoadInt(TypeIds.Of(type));
        _il.Emit(OpCodes.Bne_Un, Trap(TrapKind.IndirectCallTypeMismatch));
    }

    /// <summary>A function in a table is the stack limiter's thunk, which is metered. Without metering the function may be another instance's.</summary>
    private void PayForThunk(LocalBuilder function)
    {
        if (_gas is null)
        {
            SignatureStubs.EmitShareStackLimit(_il, function, LoadInstance);
            return;
        }

        _il.Emit(OpCodes.Ldloc, _gas);
        _il.Emit(OpCodes.Ldloc, function);
        _il.Emit(OpCodes.Ldfld, RuntimeMembers.EntryGas);
        _il.Emit(OpCodes.Sub);
        EmitTakeGas();
    }
}
