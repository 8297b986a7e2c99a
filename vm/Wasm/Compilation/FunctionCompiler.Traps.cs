using System.Reflection.Emit;

namespace FvmCompute.Vm.Wasm.Compilation;

internal sealed partial class FunctionCompiler
{
    private readonly Dictionary<TrapKind, Label> _traps = [];

    private void ResetTraps() => _traps.Clear();

    /// <summary>Where to branch to, with nothing on IL's stack, in order to trap.</summary>
    private Label Trap(TrapKind kind)
    {
        if (!_traps.TryGetValue(kind, out Label label)) { _traps.Add(kind, label = _il.DefineLabel()); }
        return label;
    }

    private void EmitTraps()
    {
        foreach ((TrapKind kind, Label label) in _traps)
        {
            _il.MarkLabel(label);
            WriteBackGas();
            LoadInt((int)kind);
            _il.Emit(OpCodes.Call, RuntimeMembers.Throw);
            _il.Emit(OpCodes.Ldnull);
            _il.Emit(OpCodes.Throw);
        }
    }

    private void CompileUnreachable()
    {
        SpillStack();
        _il.Emit(OpCodes.Br, Trap(TrapKind.Unreachable));
        BecomeUnreachable();
    }
}
