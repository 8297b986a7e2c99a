namespace FvmCompute.Vm.Gas;

/// <summary>
/// One named charge. <see cref="Compute"/> pays for work done now; <see cref="Other"/> for storage, retained memory, deferred work and calls into the node.
/// Only the sum is consensus; the split and the names are those of the reference implementation, so that traces can be compared line by line.
/// </summary>
public readonly record struct GasCharge(string Name, GasAmount Compute, GasAmount Other)
{
    public GasCharge(string name, GasAmount compute)
        : this(name, compute, GasAmount.Zero)
    {
    }

    public GasAmount Total => Compute + Other;
}
