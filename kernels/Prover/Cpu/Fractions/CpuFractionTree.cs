using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu.Fractions;

/// <inheritdoc cref="IFractionTree"/>
/// <remarks>Unused leaves are not stored, up to a block: nearly half of all where lookups do not fill a power of two.</remarks>
internal sealed class CpuFractionTree : IFractionTree
{
    /// <summary>log₂ of the fractions per block of a pass: a few of these fit the second-level cache.</summary>
    public const int LogBlock = 10;

    private readonly (Numerators Numerators, HostBlock Denominators)[] _layers;
    private readonly Ext2 _padding;
    private readonly Workers _workers;
    private LayerRounds? _rounds;

    public CpuFractionTree(FractionPlan plan, HostArena arena, Workers workers)
    {
        Require.Between(plan.UsedLeaves, (1L << plan.LogLeaves >> 1) + 1, 1L << plan.LogLeaves, "leaves that tables fill");
        (_padding, _workers) = (plan.Padding, workers);
        _layers = [.. Enumerable.Range(0, plan.LogLeaves + 1).Select(k => Rent(arena, Stored(k, plan.LogLeaves, plan.UsedLeaves)))];
        FractionLeaves.Fill(plan, _layers[^1].Numerators, _layers[^1].Denominators, workers);
        for (int k = plan.LogLeaves - 1; k >= 0; k--) { AddUp(k); }
    }

    public int Layers => _layers.Length - 1;

    public (Ext2 Numerator, Ext2 Denominator) Root => (_layers[0].Numerators.Values[0], _layers[0].Denominators[0]);

    /// <summary>Bytes of all layers.</summary>
    public static long Bytes(int logLeaves, long usedLeaves) =>
        2 * Enumerable.Range(0, logLeaves + 1).Sum(k => HostArena.ElementBlockBytes(Stored(k, logLeaves, usedLeaves)));

    public RoundSums Open(int layer, Ext2 lambda, ReadOnlySpan<Ext2> point)
    {
        Require.Between(layer, 1, Layers - 1, "layer");
        Require.Exactly(point.Length, layer, "coordinates of the point");
        (Numerators p, HostBlock q) = _layers[layer + 1];
        _rounds = new(p, q, layer, (lambda, _padding), _workers);
        return _rounds.Open(point);
    }

    public RoundSums Bind(Ext2 challenge) => Rounds.Bind(challenge);

    public Ext2[] Finish(Ext2 challenge)
    {
        Ext2[] ends = Rounds.Finish(challenge);
        Free(Rounds.Layer + 1);
        _rounds = null;
        return ends;
    }

    public Ext2[] FirstLayer()
    {
        (Numerators p, HostBlock q) = _layers[1];
        p.StoreAll(p.Elements);
        Ext2[] ends = [p.Values[0], p.Values[1], q[0], q[1]];
        Free(1);
        return ends;
    }

    public void Dispose()
    {
        for (int k = 0; k < _layers.Length; k++) { Free(k); }
    }

    private LayerRounds Rounds => _rounds ?? throw new InvalidOperationException("no layer is open");

    /// <summary>Fractions of a layer that are stored: whole blocks up to the last one used.</summary>
    private static long Stored(int layer, int logLeaves, long usedLeaves) =>
        layer < logLeaves ? 1L << layer : Math.Min(1L << layer, ((usedLeaves - 1) | ((1L << LogBlock) - 1)) + 1);

    private static (Numerators Numerators, HostBlock Denominators) Rent(HostArena arena, long elements) =>
        (new(arena.RentElements(elements)), arena.RentElements(elements));

    private void Free(int layer)
    {
        _layers[layer].Numerators.Dispose();
        _layers[layer].Denominators.Dispose();
    }

    private void AddUp(int layer)
    {
        long half = 1L << layer;
        if (half < 1 << LogBlock) { _layers[layer + 1].Numerators.StoreAll(_layers[layer + 1].Numerators.Elements); }
        _workers.ForRuns(half, LogBlock, (_, first, length) => AddUp(layer, first, length));
    }

    /// <summary>A block of a layer, or all of a short layer.</summary>
    private void AddUp(int layer, long first, int length)
    {
        if (first + (1L << layer) < _layers[layer + 1].Denominators.Elements) { AddPairs(layer, first, length); }
        else { AddPadding(layer, first, length); }
    }

    private void AddPairs(int layer, long first, int length)
    {
        long half = 1L << layer, last = first + length - 1;
        (Numerators p, HostBlock q) = _layers[layer + 1];
        ref ulong outP = ref _layers[layer].Numerators.Values.From(first, last);
        ref ulong outQ = ref _layers[layer].Denominators.From(first, last);
        ref ulong fromQ = ref q.From(first, last + half);
        if (p.Constant(first) is { } left && p.Constant(first + half) is { } right)
        {
            ConstantSumPass sum = new() { P0 = left, P1 = right, Q = ref fromQ, OutP = ref outP, OutQ = ref outQ, Half = (nuint)half };
            LanePass.Run(_workers.Level, ref sum, length);
            return;
        }

        p.Store(first);
        p.Store(first + half);
        FractionSumPass pass = new() { P = ref p.Values.From(first, last + half), Q = ref fromQ, OutP = ref outP, OutQ = ref outQ, Half = (nuint)half };
        LanePass.Run(_workers.Level, ref pass, length);
    }

    /// <summary>Where the second fraction is the padding.</summary>
    private void AddPadding(int layer, long first, int length)
    {
        long last = first + length - 1;
        ((Numerators p, HostBlock q), (Numerators outP, HostBlock outQ)) = (_layers[layer + 1], _layers[layer]);
        ScalePass denominators = new() { X = ref q.From(first, last), Out = ref outQ.From(first, last), Factor = _padding };
        LanePass.Run(_workers.Level, ref denominators, length);
        if (p.Constant(first) is { } numerator)
        {
            outP.Set(first, numerator * _padding);
            return;
        }

        ScalePass numerators = new() { X = ref p.Values.From(first, last), Out = ref outP.Values.From(first, last), Factor = _padding };
        LanePass.Run(_workers.Level, ref numerators, length);
    }
}
