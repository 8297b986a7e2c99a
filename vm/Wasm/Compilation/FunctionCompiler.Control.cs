using System.Reflection.Emit;
using FvmCompute.Vm.Wasm.Decoding;
using FvmCompute.Vm.Wasm.Runtime;
using FvmCompute.Vm.Wasm.Validation;

namespace FvmCompute.Vm.Wasm.Compilation;

internal sealed partial class FunctionCompiler
{
    private readonly List<Frame> _frames = [];
    private bool _unreachable;
    private int _skippedBlocks;

    /// <summary>An open block. A branch to it stores its values into <see cref="Carried"/> and jumps to <see cref="Target"/>.</summary>
    private sealed class Frame
    {
        public required Opcode Opcode;
        public required BlockType Type;
        public required int Height;
        public required Label Target;
        public required LocalBuilder[] Carried;
        public Label Else;

        /// <summary>The parameters of an <c>if</c>, for its <c>else</c>.</summary>
        public LocalBuilder[] Parameters = [];

        public ValueType[] CarriedTypes => Opcode == Opcode.Loop ? Type.Parameters : Type.Results;
    }

    private void OpenFunction()
    {
        _frames.Clear();
        (_unreachable, _skippedBlocks) = (false, 0);
        _frames.Add(NewFrame(Opcode.Block, new BlockType([], _type.ResultArray)));
        ForgetChecked();
    }

    private Frame NewFrame(Opcode opcode, BlockType type)
    {
        ValueType[] carried = opcode == Opcode.Loop ? type.Parameters : type.Results;
        return new Frame
        {
            Opcode = opcode,
            Type = type,
            Height = _operands.Count - type.Parameters.Length,
            Target = _il.DefineLabel(),
            Carried = carried.Length == 0 ? [] : [.. carried.Select(TakeTemporary)],
        };
    }

    private void OpenBlock(in Instruction instruction)
    {
        BlockType type = BlockType.Of(instruction.Bits, _module);
        Operand condition = default;
        if (instruction.Opcode == Opcode.If)
        {
            SpillBelowTop();
            condition = PopOperand();
            if (condition.Place == OperandPlace.Stack && type.Parameters.Length > 0) { condition = StoreAside(condition); }
        }

        if (condition.Place != OperandPlace.Stack || instruction.Opcode != Opcode.If) { SpillStack(); }
        CopyWaitingLocals(-1);
        Frame frame = NewFrame(instruction.Opcode, type);
        _frames.Add(frame);
        switch (instruction.Opcode)
        {
            case Opcode.Loop: OpenLoop(frame); break;
            case Opcode.If: OpenIf(frame, condition); break;
        }
    }

    private Operand StoreAside(in Operand operand)
    {
        LocalBuilder variable = TakeTemporary(operand.Type);
        _il.Emit(OpCodes.Stloc, variable);
        return new Operand(OperandPlace.Temporary, operand.Type, 0, variable);
    }

    /// <summary>A loop's parameters arrive in its carried variables, from above and from below; they are copied so that a branch may overwrite them.</summary>
    private void OpenLoop(Frame frame)
    {
        StoreCarried(frame, frame.Carried);
        ForgetChecked();
        _il.MarkLabel(frame.Target);
        for (int i = 0; i < frame.Carried.Length; i++)
        {
            _il.Emit(OpCodes.Ldloc, frame.Carried[i]);
            PushStored(frame.Type.Parameters[i]);
        }
    }

    private void OpenIf(Frame frame, in Operand condition)
    {
        frame.Else = _il.DefineLabel();
        if (frame.Type.Parameters.Length > 0)
        {
            frame.Parameters = [.. frame.Type.Parameters.Select(TakeTemporary)];
            StoreCarried(frame, frame.Parameters);
            PushParameters(frame);
        }

        Load(condition);
        Release(condition);
        _il.Emit(OpCodes.Brfalse, frame.Else);
    }

    private void PushParameters(Frame frame)
    {
        for (int i = 0; i < frame.Parameters.Length; i++)
        {
            _operands.Add(new Operand(OperandPlace.Pinned, frame.Type.Parameters[i], 0, frame.Parameters[i]));
        }
    }

    private void CompileElse()
    {
        Frame frame = _frames[^1];
        StoreCarried(frame, frame.Carried);
        _il.Emit(OpCodes.Br, frame.Target);
        BeginElse(frame);
    }

    private void BeginElse(Frame frame)
    {
        _il.MarkLabel(frame.Else);
        frame.Opcode = Opcode.Else;
        _unreachable = false;
        ForgetChecked();
        PushParameters(frame);
    }

    private void CloseBlock()
    {
        Frame frame = _frames[^1];
        if (frame.Opcode != Opcode.Loop) { StoreCarried(frame, frame.Carried); }
        else { SpillStack(); }
        FinishBlock(frame);
    }

    /// <summary>Marks the end of a block whose own results, if it reaches its end, are stored.</summary>
    private void FinishBlock(Frame frame)
    {
        _frames.RemoveAt(_frames.Count - 1);
        if (frame.Opcode == Opcode.If) { EmitMissingElse(frame); }
        for (int i = 0; i < frame.Parameters.Length; i++) { Release(frame.Parameters[i], frame.Type.Parameters[i]); }
        if (frame.Opcode == Opcode.Loop)
        {
            for (int i = 0; i < frame.Carried.Length; i++) { Release(frame.Carried[i], frame.Type.Parameters[i]); }
            return;
        }

        _il.MarkLabel(frame.Target);
        ForgetChecked();
        if (_frames.Count == 0) { EmitReturn(frame); }
        else
        {
            for (int i = 0; i < frame.Carried.Length; i++) { PushTemporary(frame.Carried[i], frame.Type.Results[i]); }
        }
    }

    /// <summary>An <c>if</c> without <c>else</c> hands its parameters on as results.</summary>
    private void EmitMissingElse(Frame frame)
    {
        if (frame.Parameters.Length > 0)
        {
            _il.Emit(OpCodes.Br, frame.Target);
            _il.MarkLabel(frame.Else);
            PushParameters(frame);
            StoreCarried(frame, frame.Carried);
            return;
        }

        _il.MarkLabel(frame.Else);
    }

    private void EmitReturn(Frame frame)
    {
        for (int i = 1; i < frame.Carried.Length; i++)
        {
            LocalBuilder value = frame.Carried[i];
            ExtraResults.EmitStore(_il, frame.Type.Results[i], i - 1, () => _il.Emit(OpCodes.Ldloc, value));
        }

        WriteBackGas();
        if (frame.Carried.Length > 0) { _il.Emit(OpCodes.Ldloc, frame.Carried[0]); }
        _il.Emit(OpCodes.Ret);
    }

    /// <summary>Consumes the top operands into the variables, all loads before the first store, and leaves IL's stack empty.</summary>
    private void StoreCarried(Frame frame, LocalBuilder[] variables)
    {
        LoadOperands(variables.Length);
        for (int i = variables.Length - 1; i >= 0; i--) { _il.Emit(OpCodes.Stloc, variables[i]); }
        SpillStack();
        DropTo(frame.Height);
    }

    /// <summary>Forgets operands that a jump leaves behind.</summary>
    private void DropTo(int height)
    {
        while (_operands.Count > height) { Release(PopOperand()); }
    }

    /// <summary>Code follows that nothing reaches; it is skipped until a block ends that something may reach.</summary>
    private void BecomeUnreachable()
    {
        _unreachable = true;
        DropTo(_frames[^1].Height);
    }

    private void SkipUnreachable(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.If:
                _skippedBlocks++;
                break;
            case Opcode.End when _skippedBlocks > 0:
                _skippedBlocks--;
                break;
            case Opcode.Else when _skippedBlocks == 0:
                BeginElse(_frames[^1]);
                break;
            case Opcode.End:
                bool isLoop = _frames[^1].Opcode == Opcode.Loop;
                _unreachable = isLoop;
                EndUnreachable(_frames[^1]);
                break;
        }
    }

    /// <summary>Nothing falls out of the end; what follows is reached by branches only, and after a loop not at all.</summary>
    private void EndUnreachable(Frame frame)
    {
        FinishBlock(frame);
        if (frame.Opcode == Opcode.Loop) { BecomeUnreachable(); }
    }
}
