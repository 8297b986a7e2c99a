namespace FvmCompute.Vm.Wasm;

/// <summary>
/// Decides how far memories and tables may grow. One limiter may serve many instances (a call stack) to bound their sum: override the methods.
/// </summary>
public class MemoryLimiter(long maxMemoryBytes = 512L << 20, uint maxTableElements = 20_000)
{
    /// <summary>Most bytes of one memory; this much address space is reserved for it.</summary>
    public long MaxMemoryBytes { get; } = maxMemoryBytes;

    /// <summary>Most elements of one table.</summary>
    public uint MaxTableElements { get; } = maxTableElements;

    /// <summary>
    /// Asked before a memory is made (<paramref name="currentBytes"/> = 0) or grown. False makes <c>memory.grow</c> answer -1.
    /// The engine has already checked <see cref="MaxMemoryBytes"/> and the memory's own maximum.
    /// </summary>
    public virtual bool AllowMemory(long currentBytes, long desiredBytes) => true;

    /// <summary>Asked before a table is made (<paramref name="current"/> = 0) or grown.</summary>
    public virtual bool AllowTable(uint current, uint desired) => true;
}
