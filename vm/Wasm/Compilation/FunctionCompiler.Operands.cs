using System.Reflection.Emit;

namespace FvmCompute.Vm.Wasm.Compilation;

internal sealed partial class FunctionCompiler
{
    /// <summary>Deeper expressions and higher IL stacks are cut by a temporary: the JIT recurses over expressions, and hostile code may nest a million.</summary>
    private const int MaxTreeDepth = 40;
    private const int MaxStackOperands = 24;

    /// <summary>Temporaries are reused in turn, so that the JIT sees short lives; below this many a new one is made instead.</summary>
    private const int FreshTemporaries = 8;

    private readonly List<Operand> _operands = [];
    private readonly Dictionary<ValueType, Queue<LocalBuilder>> _pool = [];
    private int _stackOperands;

    private void ResetOperands()
    {
        _operands.Clear();
        _pool.Clear();
        _stackOperands = 0;
        _rawOperands = 0;
    }

    private LocalBuilder TakeTemporary(ValueType type)
    {
        if (_pool.TryGetValue(type, out Queue<LocalBuilder>? free) && free.Count >= FreshTemporaries) { return free.Dequeue(); }
        return _il.DeclareLocal(Signatures.ClrType(type));
    }

    private void Release(LocalBuilder variable, ValueType type)
    {
        if (!_pool.TryGetValue(type, out Queue<LocalBuilder>? free)) { _pool.Add(type, free = new Queue<LocalBuilder>()); }
        free.Enqueue(variable);
    }

    private void Release(in Operand operand)
    {
        if (operand.Place == OperandPlace.Temporary) { Release(operand.Variable!, operand.Type); }
    }

    private void PushConstant(ValueType type, long bits) => _operands.Add(new Operand(OperandPlace.Constant, type, bits));

    private void PushLocal(int index) => _operands.Add(new Operand(OperandPlace.Local, _localTypes[index], index));

    private void PushTemporary(LocalBuilder variable, ValueType type) => _operands.Add(new Operand(OperandPlace.Temporary, type, 0, variable));

    /// <summary>Declares that the value on top of IL's stack is now the top operand.</summary>
    private void PushStack(ValueType type, int treeDepth = 0)
    {
        _operands.Add(new Operand(OperandPlace.Stack, type, TreeDepth: treeDepth));
        _stackOperands++;
        if (treeDepth >= MaxTreeDepth || _stackOperands >= MaxStackOperands) { SpillStack(); }
    }

    /// <summary>Takes the value from IL's stack into a temporary, which becomes the top operand.</summary>
    private void PushStored(ValueType type)
    {
        LocalBuilder variable = TakeTemporary(type);
        _il.Emit(OpCodes.Stloc, variable);
        PushTemporary(variable, type);
    }

    private Operand PopOperand()
    {
        Operand top = _operands[^1];
        _operands.RemoveAt(_operands.Count - 1);
        if (top.Place == OperandPlace.Stack) { _stackOperands--; }
        return top;
    }

    /// <summary>Emits the load of an operand that is not on IL's stack.</summary>
    private void Load(in Operand operand)
    {
        switch (operand.Place)
        {
            case OperandPlace.Constant: LoadConstant(operand.Type, operand.Bits); break;
            case OperandPlace.Local: LoadLocal((int)operand.Bits); break;
            case OperandPlace.Temporary or OperandPlace.Pinned: _il.Emit(OpCodes.Ldloc, operand.Variable!); break;
        }
    }

    // IL's short forms: beyond 60,000 bytes of IL the JIT does not optimize.
    private void LoadInt(int value)
    {
        switch (value)
        {
            case -1: _il.Emit(OpCodes.Ldc_I4_M1); break;
            case 0: _il.Emit(OpCodes.Ldc_I4_0); break;
            case 1: _il.Emit(OpCodes.Ldc_I4_1); break;
            case 8: _il.Emit(OpCodes.Ldc_I4_8); break;
            case >= sbyte.MinValue and <= sbyte.MaxValue: _il.Emit(OpCodes.Ldc_I4_S, (sbyte)value); break;
            default: _il.Emit(OpCodes.Ldc_I4, value); break;
        }
    }

    private void LoadLong(long value)
    {
        if (value != (int)value)
        {
            _il.Emit(OpCodes.Ldc_I8, value);
            return;
        }

        LoadInt((int)value);
        _il.Emit(OpCodes.Conv_I8);
    }

    private void LoadArgument(int index)
    {
        switch (index)
        {
            case 0: _il.Emit(OpCodes.Ldarg_0); break;
            case 1: _il.Emit(OpCodes.Ldarg_1); break;
            case 2: _il.Emit(OpCodes.Ldarg_2); break;
            case 3: _il.Emit(OpCodes.Ldarg_3); break;
            case <= byte.MaxValue: _il.Emit(OpCodes.Ldarg_S, (byte)index); break;
            default: _il.Emit(OpCodes.Ldarg, (short)index); break;
        }
    }

    private void StoreArgument(int index)
    {
        if (index <= byte.MaxValue) { _il.Emit(OpCodes.Starg_S, (byte)index); }
        else { _il.Emit(OpCodes.Starg, (short)index); }
    }

    private void LoadConstant(ValueType type, long bits)
    {
        switch (type)
        {
            case ValueType.I32: LoadInt((int)bits); break;
            case ValueType.I64: LoadLong(bits); break;
            case ValueType.F32 or ValueType.F64: LoadFloatConstant(type, bits); break;
            default: _il.Emit(OpCodes.Ldnull); break;
        }
    }

    /// <summary>Puts the top <paramref name="count"/> operands onto IL's stack in order and consumes them; returns the depth of the deepest tree.</summary>
    private int LoadOperands(int count)
    {
        int first = _operands.Count - count;
        int pending = first;
        while (pending < _operands.Count && _operands[pending].Place == OperandPlace.Stack) { pending++; }
        SpillFrom(pending);
        int depth = 0;
        for (int i = first; i < _operands.Count; i++)
        {
            Operand operand = _operands[i];
            depth = Math.Max(depth, operand.TreeDepth);
            if (operand.Place == OperandPlace.Stack) { _stackOperands--; }
            if (operand.Raw) { _rawOperands--; }
            Load(operand);
            Release(operand);
        }

        _operands.RemoveRange(first, count);
        return depth;
    }

    /// <summary>The same for two operands whose order does not matter.</summary>
    private int LoadCommutative()
    {
        Operand left = _operands[^2];
        Operand right = _operands[^1];
        if (left.Place != OperandPlace.Stack && right.Place == OperandPlace.Stack) { (_operands[^2], _operands[^1]) = (right, left); }
        return LoadOperands(2);
    }

    private int LoadOperand() => LoadOperands(1);

    /// <summary>Empties IL's stack into temporaries.</summary>
    private void SpillStack() => SpillFrom(0);

    /// <summary>Empties IL's stack but for the top operand, which stays where it is when it is alone.</summary>
    private void SpillBelowTop()
    {
        int onStack = _operands[^1].Place == OperandPlace.Stack ? 1 : 0;
        if (_stackOperands > onStack) { SpillStack(); }
    }

    private void SpillFrom(int first)
    {
        for (int i = _operands.Count - 1; i >= first && _stackOperands > 0; i--)
        {
            Operand operand = _operands[i];
            if (operand.Place != OperandPlace.Stack) { continue; }
            LocalBuilder variable = TakeTemporary(operand.Type);
            _il.Emit(OpCodes.Stloc, variable);
            _operands[i] = new Operand(OperandPlace.Temporary, operand.Type, 0, variable, Raw: operand.Raw);
            _stackOperands--;
        }
    }

    /// <summary>Copies the operands that wait in a local, because it is about to be written (or all, at a block).</summary>
    private void CopyWaitingLocals(int local)
    {
        for (int i = 0; i < _operands.Count; i++)
        {
            Operand operand = _operands[i];
            if (operand.Place != OperandPlace.Local || (local >= 0 && operand.Bits != local)) { continue; }
            LocalBuilder variable = TakeTemporary(operand.Type);
            Load(operand);
            _il.Emit(OpCodes.Stloc, variable);
            _operands[i] = new Operand(OperandPlace.Temporary, operand.Type, 0, variable);
        }
    }

    /// <summary>Moves the top operand to where it can be loaded any number of times; it stays an operand.</summary>
    private Operand SettleTop()
    {
        SpillBelowTop();
        if (_operands[^1].Place == OperandPlace.Stack) { SpillStack(); }
        return _operands[^1];
    }
}
