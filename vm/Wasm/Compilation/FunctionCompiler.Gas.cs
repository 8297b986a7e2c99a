using System.Reflection.Emit;
using System.Runtime.InteropServices;
using FvmCompute.Vm.Wasm.Decoding;
using FvmCompute.Vm.Wasm.Metering;

namespace FvmCompute.Vm.Wasm.Compilation;

internal sealed partial class FunctionCompiler
{
    private readonly BlockMeter? _meter = owner.Options.Metering is { } prices ? new BlockMeter(owner.Data, prices) : null;
    private readonly LinearOperands? _linear = owner.Options.Metering is { } prices ? new LinearOperands(prices) : null;
    private List<BlockCharge> _charges = [];
    private int _nextCharge;
    private LocalBuilder? _gas;

    private void BeginMetering(ReadOnlySpan<byte> bytes, FunctionBody body)
    {
        _nextCharge = 0;
        _gas = null;
        if (_meter is null) { return; }
        _charges = _meter.Charges(bytes, body, owner.Options.Features);
        _linear!.Begin();
        _gas = _il.DeclareLocal(typeof(long));
    }

    /// <summary>The charge that falls on an instruction; zero when there is none.</summary>
    private BlockCharge TakeCharge(int position) =>
        _nextCharge < _charges.Count && _meter is not null && _charges[_nextCharge].Position == position ? _charges[_nextCharge++] : default;

    /// <summary>Pays for the metered block that begins here. What it costs is paid even if the block traps half-way.</summary>
    private void EmitCharge(long cost)
    {
        SpillStack();
        if (owner.Options.CountsGasByFunction) { EmitCount(() => LoadLong(cost)); }
        _il.Emit(OpCodes.Ldloc, _gas!);
        LoadLong(cost);
        _il.Emit(OpCodes.Sub);
        EmitTakeGas();
    }

    /// <summary>Adds what <paramref name="loadCost"/> loads to the count of this function.</summary>
    private void EmitCount(Action loadCost)
    {
        LoadLong(Marshal.UnsafeAddrOfPinnedArrayElement(owner.GasCounts, _function));
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Dup);
        _il.Emit(OpCodes.Ldind_I8);
        loadCost();
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stind_I8);
    }

    /// <summary>Pays for the count on top of the stack, when the instruction is priced by it and it is not known before.</summary>
    private void EmitLinearCharge(Opcode opcode)
    {
        if (_linear is null || _linear.PriceOf(opcode).PerUnit is not (> 0 and long perUnit)) { return; }
        Operand count = SettleTop();
        if (owner.Options.CountsGasByFunction) { EmitCount(() => LoadLinearCost(count, perUnit)); }
        _il.Emit(OpCodes.Ldloc, _gas!);
        LoadLinearCost(count, perUnit);
        _il.Emit(OpCodes.Sub);
        EmitTakeGas();
    }

    private void LoadLinearCost(Operand count, long perUnit)
    {
        Load(count);
        _il.Emit(OpCodes.Conv_U8);
        LoadLong(perUnit);
        _il.Emit(OpCodes.Mul);
    }

    /// <summary>Stores the new counter that is on the stack; traps when it is negative.</summary>
    private void EmitTakeGas()
    {
        _il.Emit(OpCodes.Stloc, _gas!);
        _il.Emit(OpCodes.Ldloc, _gas!);
        LoadLong(0);
        _il.Emit(OpCodes.Blt, Trap(TrapKind.OutOfGas));
    }

    /// <summary>Writes the counter back to the instance, where callees, hosts and the end of the invocation read it.</summary>
    private void WriteBackGas()
    {
        if (_gas is null) { return; }
        LoadInstance();
        _il.Emit(OpCodes.Ldloc, _gas);
        _il.Emit(OpCodes.Stfld, RuntimeMembers.Gas);
    }

    private void ReloadGas()
    {
        if (_gas is null) { return; }
        LoadInstance();
        _il.Emit(OpCodes.Ldfld, RuntimeMembers.Gas);
        _il.Emit(OpCodes.Stloc, _gas);
    }
}
