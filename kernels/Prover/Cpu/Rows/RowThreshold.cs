using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu.Rows;

/// <summary>
/// [index &lt; cut] with its top variables bound: over the variables left it has one value below <see cref="_cut"/> and another from there on, so row domains
/// need no tables.
/// </summary>
internal struct RowThreshold
{
    private Ext2 _base;
    private Ext2 _below;
    private long _cut;

    /// <param name="cut">The first row outside; anything below 0 is 0, anything above 2^h is 2^h.</param>
    /// <param name="logHeight">h.</param>
    public RowThreshold(long cut, int logHeight) => (_below, _cut) = (Ext2.One, Math.Clamp(cut, 0, 1L << logHeight));

    /// <summary>The value at a row of the variables left.</summary>
    public readonly Ext2 this[long row] => row < _cut ? _base + _below : _base;

    /// <summary>Whether rows first..first + count − 1 all have the value of the first.</summary>
    public readonly bool IsUniform(long first, int count) => _cut <= first || _cut >= first + count;

    /// <summary>Binds the top variable.</summary>
    /// <param name="half">Rows from its lower to its upper half.</param>
    public void Bind(long half, Ext2 challenge)
    {
        bool above = _cut > half;
        Ext2 high = _below * challenge, low = _below - high;
        if (above) { _base += low; }
        (_below, _cut) = above ? (high, _cut - half) : (low, _cut);
    }
}
