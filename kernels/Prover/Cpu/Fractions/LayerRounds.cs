using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu.Fractions;

/// <summary>The rounds of one layer, in place.</summary>
/// <param name="p">The layer's 2^(k+1) numerators: p_0, then p_1, of which the end may be padding that is not stored.</param>
/// <param name="layer">k, at least 1.</param>
/// <param name="mix">λ, and the padding's denominator.</param>
internal sealed class LayerRounds(HostBlock p, HostBlock q, int layer, (Ext2 Lambda, Ext2 Padding) mix, Workers workers)
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
        workers.For(_eq.Blocks, OpenBlock);
        return new(_sums.Take(0), _sums.Take(1));
    }

    public RoundSums Bind(Ext2 challenge)
    {
        EqWeights eq = _eq ?? throw new InvalidOperationException("the layer is not open");
        eq.DropTop();
        _step /= 2;
        workers.For(eq.Blocks, (worker, block) => BindBlock(worker, block, challenge));
        _stored = Math.Min(_stored, 2 * _step);
        return new(_sums.Take(0), _sums.Take(1));
    }

    public Ext2[] Finish(Ext2 challenge)
    {
        (Ext2 p1, Ext2 q1) = (BindLast(p, _second, challenge), BindLast(q, _second, challenge));
        return [BindLast(p, 0, challenge), p1 - (mix.Lambda * q1), BindLast(q, 0, challenge), q1];
    }

    private static Ext2 BindLast(HostBlock v, long first, Ext2 challenge) => v[first] + (challenge * (v[first + 1] - v[first]));

    private void OpenBlock(int worker, int block)
    {
        ReadOnlySpan<Ext2> weights = _eq!.Low;
        long first = (long)block * weights.Length, last = first + weights.Length - 1;
        Ext2 factor = _eq.High(block);
        if (first >= _stored)
        {
            PaddedOpeningPass padded = new()
            {
                P = ref p.From(first, last),
                Q = ref q.From(first, last),
                Eq = ref Lane.Words(weights),
                PaddingP = _paddingP,
                PaddingQ = mix.Padding,
            };
            LanePass.Run(workers.Level, ref padded, weights.Length);
            _sums.Add(worker, 0, factor * padded.AtZero);
            return;
        }

        bool hasHigh = first + _step < _stored;
        LayerOpeningPass pass = new()
        {
            P = ref p.From(first, last + _second + (hasHigh ? _step : 0)),
            Q = ref q.From(first, last + _second + (hasHigh ? _step : 0)),
            Eq = ref Lane.Words(weights),
            Second = (nuint)_second,
            Step = (nuint)_step,
            Lambda = mix.Lambda,
            PaddingP = _paddingP,
            PaddingQ = mix.Padding,
            HasHigh = hasHigh,
        };
        LanePass.Run(workers.Level, ref pass, weights.Length);
        _sums.Add(worker, 0, factor * pass.AtZero);
        _sums.Add(worker, 1, factor * pass.Leading);
    }

    private void BindBlock(int worker, int block, Ext2 challenge)
    {
        ReadOnlySpan<Ext2> weights = _eq!.Low;
        long first = (long)block * weights.Length, last = first + weights.Length - 1;
        Ext2 factor = _eq.High(block);
        int stored = (int)Math.Clamp((_stored - first + _step - 1) / _step, 0, 4);
        if (first >= _stored)
        {
            PaddedRoundPass padded = new()
            {
                P = ref p.From(first, last + (3 * _step)),
                Q = ref q.From(first, last + (3 * _step)),
                Eq = ref Lane.Words(weights),
                Step = (nuint)_step,
                PaddingP = _paddingP,
                PaddingQ = mix.Padding,
                Challenge = challenge,
            };
            LanePass.Run(workers.Level, ref padded, weights.Length);
            _sums.Add(worker, 0, factor * padded.AtZero);
            return;
        }

        LayerRoundPass pass = new()
        {
            P = ref p.From(first, last + _second + ((stored - 1) * _step)),
            Q = ref q.From(first, last + _second + ((stored - 1) * _step)),
            Eq = ref Lane.Words(weights),
            Second = (nuint)_second,
            Step = (nuint)_step,
            Challenge = challenge,
            PaddingP = _paddingP,
            PaddingQ = mix.Padding,
            Stored = stored,
        };
        LanePass.Run(workers.Level, ref pass, weights.Length);
        _sums.Add(worker, 0, factor * pass.AtZero);
        _sums.Add(worker, 1, factor * pass.Leading);
    }
}
