using System.Reflection.Emit;
using FvmCompute.Vm.Wasm.Decoding;
using FvmCompute.Vm.Wasm.Metering;

namespace FvmCompute.Vm.Wasm.Compilation;

/// <summary>
/// Turns one validated function into IL. WebAssembly locals become arguments and locals, control becomes labels, and operands stay on IL's stack as long as
/// no branch lies between: IL wants the same stack on every way to a label, and all traps of a function branch to one place, with an empty stack.
/// The gas counter is a local while the function runs, written back before calls and at every end. Used by one thread at a time.
/// </summary>
internal sealed partial class FunctionCompiler(WasmModule owner)
{
    private readonly ModuleData _module = owner.Data;
    private readonly MeteringPrices? _prices = owner.Options.Metering;
    private readonly List<uint> _targets = [];
    private ILGenerator _il = null!;
    private DynamicMethod _method = null!;
    private FunctionType _type = null!;
    private int _function;
    private LocalBuilder[] _locals = [];
    private ValueType[] _localTypes = [];
    private LocalBuilder? _memoryBase;

    private short InstanceArgument => (short)_type.Parameters.Length;

    private short ContextArgument => (short)(_type.Parameters.Length + 1);

    /// <summary>Generates the IL of a defined function; <paramref name="function"/> counts imports.</summary>
    public DynamicMethod Compile(int function)
    {
        FunctionBody body = _module.Bodies[function - _module.ImportedFunctions];
        _function = function;
        _type = _module.Functions[function];
        _method = DynamicCode.Create($"wasm[{function}]", Signatures.Returns(_type), Signatures.Parameters(_type));
        _il = _method.GetILGenerator(Math.Max(64, 4 * (body.End - body.Start)));
        ReadOnlySpan<byte> bytes = owner.Bytes.Span;
        ResetOperands();
        ResetTraps();
        BeginMetering(bytes, body);
        var reader = new InstructionReader(bytes, body.Start, body.End, owner.Options.Features);
        DeclareLocals(ref reader);
        EmitPrologue();
        OpenFunction();
        CompileInstructions(ref reader);
        EmitTraps();
        EmitNotNumbers();
        return _method;
    }

    private void CompileInstructions(ref InstructionReader reader)
    {
        for (int position = 0; !reader.AtEnd; position++)
        {
            reader.Next(out Instruction instruction);
            BlockCharge charge = TakeCharge(position);
            if (_unreachable)
            {
                SkipUnreachable(instruction);
            }
            else
            {
                if (charge.Cost > 0) { EmitCharge(charge.Cost); }
                CompileInstruction(instruction, ref reader);
            }

            _linear?.Visit(instruction);
        }
    }

    private void DeclareLocals(ref InstructionReader reader)
    {
        var types = new List<ValueType>(_type.ParameterArray);
        for (int groups = reader.ReadLocalGroupCount(); groups > 0; groups--)
        {
            (uint count, ValueType type) = reader.ReadLocals();
            types.AddRange(Enumerable.Repeat(type, (int)count));
        }

        _localTypes = [.. types];
        _locals = [.. types.Skip(_type.Parameters.Length).Select(type => _il.DeclareLocal(Signatures.ClrType(type)))];
    }

    /// <summary>Loads what the function keeps in locals, then checks both stack limits: the counted one and that of the thread.</summary>
    private void EmitPrologue()
    {
        ReloadGas();
        _memoryBase = null;
        if (_module.Memories.Count > 0)
        {
            _memoryBase = _il.DeclareLocal(typeof(nint));
            LoadInstance();
            _il.Emit(OpCodes.Ldfld, RuntimeMembers.MemoryBase);
            _il.Emit(OpCodes.Stloc, _memoryBase);
        }

        LoadArgument(ContextArgument);
        _il.Emit(OpCodes.Conv_I4);
        LoadInt((int)(_prices?.MaxStackUnits ?? owner.Options.MaxCallDepth));
        _il.Emit(OpCodes.Bgt_Un, Trap(TrapKind.StackLimit));
        _il.Emit(OpCodes.Ldloca, _il.DeclareLocal(typeof(int)));
        _il.Emit(OpCodes.Conv_U);
        LoadInstance();
        _il.Emit(OpCodes.Ldfld, RuntimeMembers.StackLimit);
        _il.Emit(OpCodes.Blt_Un, Trap(TrapKind.StackLimit));
    }

    private void LoadInstance() => LoadArgument(InstanceArgument);

    // Dispatch over the opcodes: long, but each line is one rule.
    private void CompileInstruction(in Instruction instruction, ref InstructionReader reader)
    {
        SettleRaw(instruction.Opcode);
        NumericShape shape = Opcodes.NumericShapeOf(instruction.Opcode);
        if (shape.Operands != 0)
        {
            CompileNumeric(instruction.Opcode, shape);
            return;
        }

        switch (instruction.Opcode)
        {
            case Opcode.Nop: break;
            case Opcode.Unreachable: CompileUnreachable(); break;
            case Opcode.Block or Opcode.Loop or Opcode.If: OpenBlock(instruction); break;
            case Opcode.Else: CompileElse(); break;
            case Opcode.End: CloseBlock(); break;
            case Opcode.Br: CompileBranch(instruction.Index); break;
            case Opcode.BrIf: CompileBranchIf(instruction.Index); break;
            case Opcode.BrTable: CompileBranchTable(instruction, ref reader); break;
            case Opcode.Return: CompileBranch((uint)_frames.Count - 1); break;
            case Opcode.Call: CompileCall((int)instruction.Index); break;
            case Opcode.CallIndirect: CompileCallIndirect(instruction); break;
            case Opcode.Drop: CompileDrop(); break;
            case Opcode.Select or Opcode.SelectTyped: CompileSelect(); break;
            case Opcode.LocalGet: PushLocal((int)instruction.Index); break;
            case Opcode.LocalSet: CompileLocalSet((int)instruction.Index); break;
            case Opcode.LocalTee: CompileLocalTee((int)instruction.Index); break;
            case Opcode.GlobalGet: CompileGlobalGet((int)instruction.Index); break;
            case Opcode.GlobalSet: CompileGlobalSet((int)instruction.Index); break;
            case >= Opcode.I32Load and <= Opcode.I64Load32U: CompileLoad(instruction); break;
            case >= Opcode.I32Store and <= Opcode.I64Store32: CompileStore(instruction); break;
            case Opcode.MemorySize: CompileMemorySize(); break;
            case Opcode.I32Const: PushConstant(ValueType.I32, instruction.Bits); break;
            case Opcode.I64Const: PushConstant(ValueType.I64, instruction.Bits); break;
            case Opcode.F32Const: PushConstant(ValueType.F32, instruction.Bits); break;
            case Opcode.F64Const: PushConstant(ValueType.F64, instruction.Bits); break;
            case Opcode.RefNull: PushConstant((ValueType)instruction.Bits, 0); break;
            case Opcode.RefIsNull: CompileRefIsNull(); break;
            case Opcode.RefFunc: CompileRefFunc(instruction); break;
            case Opcode.TableGet: CompileTableGet(instruction); break;
            case Opcode.TableSet: CompileTableSet(instruction); break;
            default: CompileBulk(instruction); break;
        }
    }
}
