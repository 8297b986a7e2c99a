using FvmCompute.Vm.Machine;
using FvmCompute.Vm.Wasm;

namespace FvmCompute.Vm.Calls;

/// <summary>Bounds the memory of all instances of a call stack together. What a call took is given back when it ends.</summary>
internal sealed class CallStackMemory(ExecutionLimits limits) : MemoryLimiter(limits.MaxInstanceMemoryBytes, limits.MaxTableElements)
{
    private const int TableElementBytes = 8;

    /// <summary>Memory and tables held now; restore it to give back what was taken since.</summary>
    public long HeldBytes { get; set; }

    public override bool AllowMemory(long currentBytes, long desiredBytes) => Take(desiredBytes - currentBytes);

    public override bool AllowTable(uint current, uint desired) => Take(((long)desired - current) * TableElementBytes);

    private bool Take(long bytes)
    {
        bool allowed = HeldBytes + bytes <= limits.MaxTotalMemoryBytes;
        HeldBytes += allowed ? bytes : 0;
        return allowed;
    }
}
