using System.Reflection.Emit;
using FvmCompute.Vm.Wasm.Decoding;

namespace FvmCompute.Vm.Wasm.Compilation;

internal sealed partial class FunctionCompiler
{
    /// <summary>
    /// Per local, how many bytes from the address in it are known to be inside the memory: a memory never shrinks, so a check holds until the local is
    /// written or other code may have come here.
    /// </summary>
    private readonly Dictionary<int, ulong> _checked = [];

    private void ForgetChecked() => _checked.Clear();

    private void ForgetChecked(int local) => _checked.Remove(local);

    private void CompileLoad(in Instruction instruction)
    {
        (ValueType type, int log2) = Opcodes.AccessOf(instruction.Opcode);
        SpillBelowTop();
        EmitAddress(instruction.Second, 1 << log2);
        EmitLoad(instruction.Opcode);
        PushStack(type);
    }

    private void CompileStore(in Instruction instruction)
    {
        (_, int log2) = Opcodes.AccessOf(instruction.Opcode);
        SpillStack();
        Operand value = PopOperand();
        EmitAddress(instruction.Second, 1 << log2);
        Load(value);
        Release(value);
        EmitStore(instruction.Opcode);
    }

    /// <summary>Consumes an address, alone on IL's stack if at all, checks [address + offset, + size), and leaves the native address.</summary>
    private void EmitAddress(uint offset, int size)
    {
        Operand address = PopOperand();
        ulong needed = (ulong)offset + (uint)size;
        if (address.Place == OperandPlace.Constant)
        {
            EmitConstantAddress((uint)address.Bits, offset, size);
            return;
        }

        bool known = address.Place == OperandPlace.Local && _checked.TryGetValue((int)address.Bits, out ulong sure) && sure >= needed;
        Load(address);
        Release(address);
        _il.Emit(OpCodes.Conv_U8);
        LocalBuilder effective = TakeTemporary(ValueType.I64);
        _il.Emit(OpCodes.Stloc, effective);
        if (!known)
        {
            _il.Emit(OpCodes.Ldloc, effective);
            LoadLong((long)needed);
            _il.Emit(OpCodes.Add);
            EmitLimitCheck();
            if (address.Place == OperandPlace.Local) { _checked[(int)address.Bits] = needed; }
        }

        _il.Emit(OpCodes.Ldloc, _memoryBase!);
        _il.Emit(OpCodes.Ldloc, effective);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Add);
        EmitAdd(offset);
        Release(effective, ValueType.I64);
    }

    private void EmitConstantAddress(uint address, uint offset, int size)
    {
        LoadLong((long)((ulong)address + offset + (uint)size));
        EmitLimitCheck();
        _il.Emit(OpCodes.Ldloc, _memoryBase!);
        EmitAdd((ulong)address + offset);
    }

    /// <summary>Traps when the end of an access, on the stack, is beyond the length that lies before the memory's first byte.</summary>
    private void EmitLimitCheck()
    {
        LoadLength();
        _il.Emit(OpCodes.Bgt_Un, Trap(TrapKind.MemoryOutOfBounds));
    }

    private void LoadLength()
    {
        _il.Emit(OpCodes.Ldloc, _memoryBase!);
        _il.Emit(OpCodes.Ldc_I4_8);
        _il.Emit(OpCodes.Sub);
        _il.Emit(OpCodes.Ldind_I8);
    }

    private void EmitAdd(ulong offset)
    {
        if (offset == 0) { return; }
        LoadLong((long)offset);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Add);
    }

    private void EmitLoad(Opcode opcode)
    {
        _il.Emit(opcode switch
        {
            Opcode.I32Load => OpCodes.Ldind_I4,
            Opcode.I64Load => OpCodes.Ldind_I8,
            Opcode.F32Load => OpCodes.Ldind_R4,
            Opcode.F64Load => OpCodes.Ldind_R8,
            Opcode.I32Load8S or Opcode.I64Load8S => OpCodes.Ldind_I1,
            Opcode.I32Load8U or Opcode.I64Load8U => OpCodes.Ldind_U1,
            Opcode.I32Load16S or Opcode.I64Load16S => OpCodes.Ldind_I2,
            Opcode.I32Load16U or Opcode.I64Load16U => OpCodes.Ldind_U2,
            Opcode.I64Load32S => OpCodes.Ldind_I4,
            _ => OpCodes.Ldind_U4,
        });
        switch (opcode)
        {
            case Opcode.I64Load8S or Opcode.I64Load16S or Opcode.I64Load32S: _il.Emit(OpCodes.Conv_I8); break;
            case Opcode.I64Load8U or Opcode.I64Load16U or Opcode.I64Load32U: _il.Emit(OpCodes.Conv_U8); break;
        }
    }

    private void EmitStore(Opcode opcode) => _il.Emit(opcode switch
    {
        Opcode.I32Store or Opcode.I64Store32 => OpCodes.Stind_I4,
        Opcode.I64Store => OpCodes.Stind_I8,
        Opcode.F32Store => OpCodes.Stind_R4,
        Opcode.F64Store => OpCodes.Stind_R8,
        Opcode.I32Store8 or Opcode.I64Store8 => OpCodes.Stind_I1,
        _ => OpCodes.Stind_I2,
    });

    private void CompileMemorySize()
    {
        LoadLength();
        LoadInt(16);
        _il.Emit(OpCodes.Shr_Un);
        _il.Emit(OpCodes.Conv_I4);
        PushStack(ValueType.I32);
    }
}
