using FvmCompute.Kernels.Prover.Cpu.Inner;
using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Kernels.Prover.Cpu.Fractions;

/// <summary>The rounds of one layer, in place.</summary>
/// <param name="p">The layer's 2^(k+1) numerators: p_0, then p_1, of which the end may be padding that is not stored.</param>
/// <param name="layer">k, at least 1.</param>
/// <param name="mix">λ, and the padding's denominator.</param>
internal sealed class LayerRounds(Numerators p, HostBlock q, int layer, (Ext2 Lambda, Ext2 Padding) mix, Workers workers)
{
    private readonly WorkerSums _sums = new(workers.Count, 2);
    private readonly long _second = 1L << layer;
    private readonly Ext2 _paddingP = mix.Lambda * mix.Padding;

    /// <summary>Entries of p_1 and q_1 that are stored, a number of blocks; all others are padding, which binding does not change.</summary>
    private long _stored = p.Elements - (1L << layer);

    private EqWeights? _eq;
    private long _step;

    public int Layer => layer;

    public RoundSums Open(ReadOnlySpan<Ext2> point)
    {
        _eq = new(point[..^1], CpuFractionTree.LogBlock);
        _step = _second / 2;
        if (_step < 1 << CpuFractionTree.LogBlock) { p.StoreAll(p.Elements); }
        workers.For(_eq.Blocks, OpenBlock);
        return new(_sums.Take(0), _sums.Take(1));
    }

    public RoundSums Bind(Ext2 challenge)
    {
        EqWeights eq = _eq ?? throw new InvalidOperationException("the layer is not open");
        eq.DropTop();
        _step /= 2;
        if (_step < 1 << CpuFractionTree.LogBlock) { p.StoreAll(4 * _step); }
        workers.For(eq.Blocks, (worker, block) => BindBlock(worker, block, challenge));
        _stored = Math.Min(_stored, 2 * _step);
        return new(_sums.Take(0), _sums.Take(1));
    }

    public Ext2[] Finish(Ext2 challenge)
    {
        (Ext2 p1, Ext2 q1) = (BindLast(p.Values, _second, challenge), BindLast(q, _second, challenge));
        return [BindLast(p.Values, 0, challenge), p1 - (mix.Lambda * q1), BindLast(q, 0, challenge), q1];
    }

    private static Ext2 BindLast(HostBlock v, long first, Ext2 challenge) => v[first] + (challenge * (v[first + 1] - v[first]));

    private void OpenBlock(int worker, int block)
    {
        long first = (long)block * _eq!.Low.Length;
        if (first < _stored)
        {
            p.Store(first);
            p.Store(first + _step);
            Mix(first);
        }

        if (first + _step < _stored) { Mix(first + _step); }
        AddBlock(worker, block, _stored);
    }

    /// <summary>p_1 + λ·q_1 in place of p_1.</summary>
    private void Mix(long first)
    {
        int count = _eq!.Low.Length;
        long from = first + _second;
        p.Store(from);
        MixPass pass = new() { P = ref p.Values.From(from, from + count - 1), Q = ref q.From(from, from + count - 1), Factor = mix.Lambda };
        LanePass.Run(workers.Level, ref pass, count);
    }

    private void BindBlock(int worker, int block, Ext2 challenge)
    {
        long first = (long)block * _eq!.Low.Length;
        foreach (long at in (ReadOnlySpan<long>)[first, first + _step])
        {
            FoldFirst(at, challenge);
            Fold.Run(q, at, 2 * _step, _eq.Low.Length, challenge, workers.Level);
            if (at >= _stored) { continue; }
            bool isPadded = at + (2 * _step) >= _stored;
            FoldSecond(p.Values, at + _second, isPadded ? _paddingP : null, challenge);
            FoldSecond(q, at + _second, isPadded ? mix.Padding : null, challenge);
        }

        if (first < _stored) { p.Store(first + _step); }
        AddBlock(worker, block, Math.Min(_stored, 2 * _step));
    }

    /// <summary>Binds p_0; blocks stay constant where both halves are.</summary>
    private void FoldFirst(long at, Ext2 challenge)
    {
        int count = _eq!.Low.Length;
        (Ext2? low, Ext2? high) = (p.Constant(at), p.Constant(at + (2 * _step)));
        if (low is { } x && high is { } y) { p.Set(at, x + (challenge * (y - x))); }
        else
        {
            p.Store(at);
            if (high is { } constant) { Fold.RunTo(p.Values, at, constant, count, challenge, workers.Level); }
            else { Fold.Run(p.Values, at, 2 * _step, count, challenge, workers.Level); }
        }
    }

    /// <param name="padding">What p_1 or q_1 is in the upper half, where it is not stored there.</param>
    private void FoldSecond(HostBlock values, long at, Ext2? padding, Ext2 challenge)
    {
        if (padding is { } constant) { Fold.RunTo(values, at, constant, _eq!.Low.Length, challenge, workers.Level); }
        else { Fold.Run(values, at, 2 * _step, _eq!.Low.Length, challenge, workers.Level); }
    }

    /// <summary>Adds a block to the round's sums.</summary>
    /// <param name="stored">Entries of p_1 and q_1 that are stored now.</param>
    private void AddBlock(int worker, int block, long stored)
    {
        ReadOnlySpan<Ext2> weights = _eq!.Low;
        long first = (long)block * weights.Length, last = first + weights.Length - 1;
        Ext2 factor = _eq.High(block);
        if (first >= stored && p.Constant(first) is { } constantP)
        {
            // The weights of a block add up to 1.
            Ext2 ofQ = FieldSpans.Dot(workers.Level, q.At(first, weights.Length), weights);
            _sums.Add(worker, 0, factor * ((mix.Padding * constantP) + (_paddingP * ofQ)));
            return;
        }

        if (first >= stored)
        {
            PaddedLayerPass padded = new()
            {
                P = ref p.Values.From(first, last),
                Q = ref q.From(first, last),
                Eq = ref Lane.Words(weights),
                PaddingP = _paddingP,
                PaddingQ = mix.Padding,
            };
            LanePass.Run(workers.Level, ref padded, weights.Length);
            _sums.Add(worker, 0, factor * padded.AtZero);
            return;
        }

        LayerConstantPass constant = new()
        {
            P = ref p.Values.From(first, last + _second),
            Q = ref q.From(first, last + _second),
            Eq = ref Lane.Words(weights),
            Second = (nuint)_second,
        };
        LanePass.Run(workers.Level, ref constant, weights.Length);
        _sums.Add(worker, 0, factor * constant.AtZero);
        _sums.Add(worker, 1, factor * Leading(first, first + _step < stored));
    }

    private Ext2 Leading(long first, bool hasHigh)
    {
        ReadOnlySpan<Ext2> weights = _eq!.Low;
        long last = first + weights.Length - 1 + _second + (hasHigh ? _step : 0);
        LayerLeadingPass pass = new()
        {
            P = ref p.Values.From(first, last),
            Q = ref q.From(first, last),
            Eq = ref Lane.Words(weights),
            Second = (nuint)_second,
            Step = (nuint)_step,
            PaddingP = _paddingP,
            PaddingQ = mix.Padding,
            HasHigh = hasHigh,
        };
        LanePass.Run(workers.Level, ref pass, weights.Length);
        return pass.Leading;
    }
}
