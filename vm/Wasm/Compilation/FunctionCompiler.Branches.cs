using System.Reflection.Emit;
using FvmCompute.Vm.Wasm.Decoding;

namespace FvmCompute.Vm.Wasm.Compilation;

internal sealed partial class FunctionCompiler
{
    private Frame Target(uint label) => _frames[_frames.Count - 1 - (int)label];

    private void CompileBranch(uint label)
    {
        Frame target = Target(label);
        LoadOperands(target.Carried.Length);
        for (int i = target.Carried.Length - 1; i >= 0; i--) { _il.Emit(OpCodes.Stloc, target.Carried[i]); }
        SpillStack();
        _il.Emit(OpCodes.Br, target.Target);
        BecomeUnreachable();
    }

    private void CompileBranchIf(uint label)
    {
        Frame target = Target(label);
        if (target.Carried.Length > 0)
        {
            SpillStack();
            Operand condition = PopOperand();
            CopyCarried(target);
            Load(condition);
            Release(condition);
        }
        else
        {
            SpillBelowTop();
            LoadOperand();
        }

        _il.Emit(OpCodes.Brtrue, target.Target);
    }

    /// <summary>Stores the top operands into the target's variables without consuming them; none is on IL's stack.</summary>
    private void CopyCarried(Frame target)
    {
        int first = _operands.Count - target.Carried.Length;
        for (int i = 0; i < target.Carried.Length; i++) { Load(_operands[first + i]); }
        for (int i = target.Carried.Length - 1; i >= 0; i--) { _il.Emit(OpCodes.Stloc, target.Carried[i]); }
    }

    private void CompileBranchTable(in Instruction instruction, ref InstructionReader reader)
    {
        SpillStack();
        reader.ReadTargets(instruction, _targets);
        Operand index = PopOperand();
        var landings = new Dictionary<Frame, Label>();
        Label[] labels = [.. _targets.Select(target => Landing(landings, Target(target)))];
        Label fallback = Landing(landings, Target(instruction.Second));
        Load(index);
        Release(index);
        _il.Emit(OpCodes.Switch, labels);
        _il.Emit(OpCodes.Br, fallback);
        foreach ((Frame target, Label landing) in landings)
        {
            if (target.Carried.Length == 0) { continue; }
            _il.MarkLabel(landing);
            CopyCarried(target);
            _il.Emit(OpCodes.Br, target.Target);
        }

        BecomeUnreachable();
    }

    /// <summary>Where a table jumps: the target itself, or code that carries values to it first.</summary>
    private Label Landing(Dictionary<Frame, Label> landings, Frame target)
    {
        if (!landings.TryGetValue(target, out Label label))
        {
            landings.Add(target, label = target.Carried.Length == 0 ? target.Target : _il.DefineLabel());
        }

        return label;
    }
}
