using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Lanes;

namespace FvmCompute.Prover.LogUp;

/// <summary>
/// The fractional sumcheck tree: entry i of a layer is the sum of the fractions i and i + half of the layer below it (proof-system.md §9).
/// Layer k has 2^k fractions; layer n_g are the leaves.
/// </summary>
internal sealed class FractionTree
{
    /// <summary>Fractions per block of a pass: a few of these fit the second-level cache.</summary>
    public const int LogBlock = 10;

    private readonly Ext2[][] _numerators;
    private readonly Ext2[][] _denominators;

    /// <param name="numerators">2^n_g; kept and, by the proof, overwritten.</param>
    /// <param name="denominators">As many.</param>
    public FractionTree(Ext2[] numerators, Ext2[] denominators, Workers workers)
    {
        int layers = int.Log2(numerators.Length);
        (_numerators, _denominators) = (new Ext2[layers + 1][], new Ext2[layers + 1][]);
        (_numerators[layers], _denominators[layers]) = (numerators, denominators);
        for (int k = layers - 1; k >= 0; k--) { AddUp(k, workers); }
    }

    /// <summary>n_g.</summary>
    public int Layers => _numerators.Length - 1;

    /// <summary>The sum of all fractions; its numerator is 0 when the lookups balance.</summary>
    public (Ext2 Numerator, Ext2 Denominator) Root => (_numerators[0][0], _denominators[0][0]);

    /// <summary>A layer, given away: the tree forgets it.</summary>
    public (Ext2[] Numerators, Ext2[] Denominators) Take(int layer)
    {
        (Ext2[] numerators, Ext2[] denominators) = (_numerators[layer], _denominators[layer]);
        (_numerators[layer], _denominators[layer]) = ([], []);
        return (numerators, denominators);
    }

    private void AddUp(int layer, Workers workers)
    {
        int half = 1 << layer;
        Ext2[] numerators = GC.AllocateUninitializedArray<Ext2>(half), denominators = GC.AllocateUninitializedArray<Ext2>(half);
        (Ext2[] below, Ext2[] belowDenominators) = (_numerators[layer + 1], _denominators[layer + 1]);
        workers.ForRuns(half, LogBlock, (_, first, length) =>
        {
            FractionSumPass pass = new()
            {
                P = ref Lane.Words(below.AsSpan(first)),
                Q = ref Lane.Words(belowDenominators.AsSpan(first)),
                OutP = ref Lane.Words(numerators.AsSpan(first)),
                OutQ = ref Lane.Words(denominators.AsSpan(first)),
                Half = (nuint)half,
            };
            LanePass.Run(workers.Level, ref pass, length);
        });
        (_numerators[layer], _denominators[layer]) = (numerators, denominators);
    }
}
