using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Multilinear;

namespace FvmCompute.Kernels.Prover.Cpu.Lanes;

/// <summary>
/// eq(ξ[0..l), i) for falling l, as the product of a table over the low bits, which stays in cache, and one factor per block of neighbours.
/// </summary>
internal sealed class EqWeights
{
    private readonly Ext2[] _low;
    private readonly Ext2[] _high;
    private int _lowLength;
    private int _highLength;

    /// <param name="point">ξ[0..l), l at most 30 + <paramref name="logBlock"/>.</param>
    /// <param name="logBlock">log₂ of the longest block.</param>
    public EqWeights(ReadOnlySpan<Ext2> point, int logBlock)
    {
        int low = Math.Min(point.Length, logBlock);
        (_lowLength, _highLength) = (1 << low, 1 << (point.Length - low));
        (_low, _high) = (new Ext2[_lowLength], new Ext2[_highLength]);
        MultilinearKernels.EqTable(point[..low], _low);
        MultilinearKernels.EqTable(point[low..], _high);
    }

    /// <summary>Blocks of <see cref="Low"/> entries.</summary>
    public int Blocks => _highLength;

    /// <summary>The weight of entry i of a block, without the block's factor.</summary>
    public ReadOnlySpan<Ext2> Low => _low.AsSpan(0, _lowLength);

    /// <summary>The factor of a block.</summary>
    public Ext2 High(int block) => _high[block];

    /// <summary>Takes the top variable out of the point: Σ over it of eq is 1, so the halves are added.</summary>
    public void DropTop()
    {
        if (_highLength > 1) { Halve(_high, ref _highLength); }
        else { Halve(_low, ref _lowLength); }
    }

    private static void Halve(Ext2[] table, ref int length)
    {
        length /= 2;
        for (int i = 0; i < length; i++) { table[i] += table[length + i]; }
    }
}
