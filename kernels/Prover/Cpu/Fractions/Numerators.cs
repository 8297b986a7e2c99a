using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu.Fractions;

/// <summary>
/// The numerators of a layer. A block that has one value throughout, as the numerators of lookups mostly have, is known by that value and not stored
/// until somebody needs its elements. Different blocks may be used by different threads.
/// </summary>
/// <param name="values">Disposed with it.</param>
internal sealed class Numerators(HostBlock values) : IDisposable
{
    private const int LogBlock = CpuFractionTree.LogBlock;

    private readonly Ext2?[] _constants = new Ext2?[(values.Elements + (1 << LogBlock) - 1) >> LogBlock];

    /// <summary>Elements; of constant blocks only where <see cref="Store"/> was called.</summary>
    public HostBlock Values => values;

    public long Elements => values.Elements;

    /// <summary>The value of a block that is constant.</summary>
    /// <param name="at">Any element of the block.</param>
    public Ext2? Constant(long at) => _constants[at >> LogBlock];

    /// <summary>Makes a block constant; what it stored is lost.</summary>
    /// <param name="at">The block's first element.</param>
    public void Set(long at, Ext2 constant) => _constants[at >> LogBlock] = constant;

    /// <summary>Stores the elements of a block.</summary>
    /// <param name="at">Any element of the block.</param>
    public void Store(long at)
    {
        if (_constants[at >> LogBlock] is not { } constant) { return; }
        long first = at & -(1L << LogBlock);
        values.At(first, (int)Math.Min(1L << LogBlock, Elements - first)).Fill(constant);
        _constants[at >> LogBlock] = null;
    }

    /// <summary>Stores all blocks up to an element.</summary>
    public void StoreAll(long end)
    {
        for (long at = 0; at < end; at += 1L << LogBlock) { Store(at); }
    }

    public void Dispose() => values.Dispose();
}
