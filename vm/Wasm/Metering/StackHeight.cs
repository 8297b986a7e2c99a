using FvmCompute.Vm.Wasm.Decoding;

namespace FvmCompute.Vm.Wasm.Metering;

/// <summary>
/// The largest operand height of a function as the stack limiter of fvm-wasm-instrument 0.4.0 counts it (stack_limiter/max_height.rs):
/// it starts at 2, is noted before each instruction that is not in polymorphic code, and blocks have at most one result.
/// </summary>
internal sealed class StackHeight(ModuleData module)
{
    private const uint ActivationCost = 2;

    private readonly List<Frame> _frames = [];
    private uint _height;

    private struct Frame
    {
        public bool Polymorphic;
        public uint EndArity;
        public uint BranchArity;
        public uint Start;
    }

    public uint Maximum { get; private set; }

    public void Begin(FunctionType type)
    {
        uint arity = (uint)type.Results.Length;
        _frames.Clear();
        _frames.Add(new Frame { EndArity = arity, BranchArity = arity });
        (_height, Maximum) = (ActivationCost, 0);
    }

    /// <summary>Passes over an instruction, before it is validated. Throws <see cref="WasmModuleException"/> where the instrumentation would refuse.</summary>
    public void Visit(in Instruction instruction, ref InstructionReader reader, List<uint> targets)
    {
        if (_frames.Count == 0) { return; }
        if (_height > Maximum && !_frames[^1].Polymorphic) { Maximum = _height; }
        switch (instruction.Opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.If: Open(instruction); break;
            case Opcode.End: Close(); break;
            case Opcode.Unreachable: MarkPolymorphic(); break;
            case Opcode.Br:
                Pop(instruction, BranchArity(instruction, instruction.Index));
                MarkPolymorphic();
                break;
            case Opcode.BrIf:
                uint arity = BranchArity(instruction, instruction.Index);
                Pop(instruction, arity);
                Pop(instruction, 1);
                _height += arity;
                break;
            case Opcode.BrTable: VisitBranchTable(instruction, ref reader, targets); break;
            case Opcode.Return:
                Pop(instruction, _frames[0].EndArity);
                MarkPolymorphic();
                break;
            case Opcode.Call or Opcode.CallIndirect: VisitCall(instruction); break;
            default: VisitPlain(instruction); break;
        }
    }

    private void Open(in Instruction instruction)
    {
        if (instruction.Opcode == Opcode.If) { Pop(instruction, 1); }
        uint arity = instruction.Bits == InstructionReader.EmptyBlock ? 0u : 1u;
        _frames.Add(new Frame { EndArity = arity, BranchArity = instruction.Opcode == Opcode.Loop ? 0 : arity, Start = _height });
    }

    private void Close()
    {
        Frame frame = _frames[^1];
        _frames.RemoveAt(_frames.Count - 1);
        _height = frame.Start + frame.EndArity;
    }

    private void VisitBranchTable(in Instruction instruction, ref InstructionReader reader, List<uint> targets)
    {
        uint arity = BranchArity(instruction, instruction.Second);
        reader.ReadTargets(instruction, targets);
        foreach (uint target in targets)
        {
            if (BranchArity(instruction, target) != arity) { throw Rejected(instruction, "arity of all jump targets must be equal"); }
        }

        Pop(instruction, arity);
        MarkPolymorphic();
    }

    private void VisitCall(in Instruction instruction)
    {
        if (instruction.Opcode == Opcode.CallIndirect) { Pop(instruction, 1); }
        uint count = (uint)(instruction.Opcode == Opcode.Call ? module.Functions.Count : module.Types.Length);
        if (instruction.Index >= count) { return; }
        FunctionType type = instruction.Opcode == Opcode.Call ? module.Functions[(int)instruction.Index] : module.Types[instruction.Index];
        Pop(instruction, (uint)type.Parameters.Length);
        _height += (uint)type.Results.Length;
    }

    private void VisitPlain(in Instruction instruction)
    {
        (uint first, uint second, uint pushes) = Effect(instruction.Opcode);
        Pop(instruction, first);
        Pop(instruction, second);
        _height += pushes;
    }

    /// <summary>What an instruction pops, in one or two steps, and pushes.</summary>
    private static (uint First, uint Second, uint Pushes) Effect(Opcode opcode)
    {
        NumericShape shape = Opcodes.NumericShapeOf(opcode);
        if (shape.Operands != 0) { return ((uint)shape.Operands, 0, 1); }
        return opcode switch
        {
            Opcode.Drop or Opcode.LocalSet or Opcode.GlobalSet => (1, 0, 0),
            Opcode.Select => (2, 1, 1),
            Opcode.LocalGet or Opcode.GlobalGet or Opcode.MemorySize or Opcode.TableSize => (0, 0, 1),
            >= Opcode.I32Const and <= Opcode.F64Const => (0, 0, 1),
            Opcode.LocalTee or Opcode.MemoryGrow or Opcode.TableGet => (1, 0, 1),
            Opcode.TableSet => (2, 0, 0),
            Opcode.TableGrow => (2, 0, 1),
            Opcode.MemoryInit or Opcode.MemoryCopy or Opcode.MemoryFill or Opcode.TableInit or Opcode.TableCopy or Opcode.TableFill => (3, 0, 0),
            _ when Opcodes.IsLoad(opcode) => (1, 0, 1),
            _ when Opcodes.IsStore(opcode) => (2, 0, 0),
            _ => (0, 0, 0),
        };
    }

    private void MarkPolymorphic()
    {
        Frame frame = _frames[^1];
        frame.Polymorphic = true;
        _frames[^1] = frame;
    }

    private uint BranchArity(in Instruction instruction, uint label) =>
        label < (uint)_frames.Count ? _frames[_frames.Count - 1 - (int)label].BranchArity : throw Rejected(instruction, $"unknown label {label}");

    /// <summary>Only the height at the start of the block is protected: polymorphic code may pop below it, as in the original.</summary>
    private void Pop(in Instruction instruction, uint count)
    {
        if (count == 0) { return; }
        Frame frame = _frames[^1];
        if (_height == frame.Start)
        {
            if (!frame.Polymorphic) { throw Rejected(instruction, "trying to pop more values than pushed"); }
            return;
        }

        if (_height < count) { throw Rejected(instruction, "stack underflow"); }
        _height -= count;
    }

    private static WasmModuleException Rejected(in Instruction instruction, string message) =>
        new(WasmModuleError.Rejected, instruction.Offset, $"{message} in {instruction.Opcode}");
}
