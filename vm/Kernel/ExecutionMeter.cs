using FvmCompute.Vm.Gas;
using FvmCompute.Vm.Wasm;

namespace FvmCompute.Vm.Kernel;

/// <summary>
/// Keeps the gas tracker and the counter that compiled code decrements in step. The counter may be anything: actors can import it and write to it.
/// </summary>
internal sealed class ExecutionMeter(GasTracker gas)
{
    private GasAmount _lastAvailable;

    /// <summary>Tells compiled code what is available.</summary>
    public void Refresh(WasmInstance instance)
    {
        _lastAvailable = gas.Available;
        instance.GasCounter = (long)_lastAvailable.Milligas;
    }

    /// <summary>
    /// Charges what compiled code used since the last refresh. A counter below zero charges all that was available and the debt on top, so that the charge fails: that is
    /// how the trap of the metering becomes out of gas. A counter that went up charges nothing.
    /// </summary>
    public void Settle(WasmInstance instance)
    {
        long counter = instance.GasCounter;
        GasAmount distance = GasAmount.FromMilligas(counter < 0 ? 0UL - (ulong)counter : (ulong)counter);
        GasAmount used = counter < 0 ? _lastAvailable + distance : _lastAvailable - distance;
        if (!used.IsZero) { gas.Charge(new GasCharge("wasm_exec", used)); }
    }
}
