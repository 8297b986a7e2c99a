namespace FvmCompute.Vm.Machine;

/// <summary>Limits of execution that are part of consensus. Total memory is that of all instances on the call stack, their tables counted at eight bytes per element.</summary>
public sealed record ExecutionLimits(int MaxCallDepth, int MaxBlockBytes, uint MaxTableElements, long MaxInstanceMemoryBytes, long MaxTotalMemoryBytes)
{
    /// <summary>The limits of every network so far.</summary>
    public static ExecutionLimits Default { get; } = new(
        MaxCallDepth: 1024, MaxBlockBytes: 1 << 20, MaxTableElements: 20_000, MaxInstanceMemoryBytes: 512L << 20, MaxTotalMemoryBytes: 2L << 30);
}
