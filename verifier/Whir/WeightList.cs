using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Multilinear;

namespace FvmCompute.Verifier.Whir;

/// <summary>The weight w of the running claim ⟨g, w⟩ = c: a sum of coefficient·eq(point,·) and coefficient·pow_x (proof-system.md §8, §12).</summary>
internal sealed class WeightList
{
    private readonly List<(Ext2 Coefficient, Ext2[] Point)> _points = [];
    private readonly List<(Ext2 Coefficient, ulong X)> _powers = [];
    private int _variables;

    /// <param name="point">The point of the first claim; its length is the number of variables.</param>
    public WeightList(Ext2[] point)
    {
        _variables = point.Length;
        _points.Add((Ext2.One, point));
    }

    /// <summary>Adds coefficient·eq(point,·).</summary>
    /// <param name="point">As many coordinates as there are variables.</param>
    public void AddPoint(Ext2 coefficient, Ext2[] point) => _points.Add((coefficient, point));

    /// <summary>Adds coefficient·(1, x, x², …).</summary>
    public void AddPowers(Ext2 coefficient, ulong x) => _powers.Add((coefficient, x));

    /// <summary>Fixes the top variables.</summary>
    /// <param name="fold">Their values, low first.</param>
    public void BindTop(ReadOnlySpan<Ext2> fold)
    {
        _variables -= fold.Length;
        for (int i = 0; i < _points.Count; i++)
        {
            (Ext2 coefficient, Ext2[] point) = _points[i];
            Ext2 top = MultilinearKernels.Eq(point.AsSpan(_variables, fold.Length), fold);
            _points[i] = (coefficient * top, point);
        }

        for (int i = 0; i < _powers.Count; i++) { _powers[i] = (_powers[i].Coefficient * TopFactor(_powers[i].X, fold), _powers[i].X); }
    }

    /// <summary>⟨g, w⟩.</summary>
    /// <param name="g">2^variables values.</param>
    public Ext2 Inner(ReadOnlySpan<Ext2> g)
    {
        Ext2 sum = Ext2.Zero;
        Ext2[] scratch = new Ext2[g.Length];
        foreach ((Ext2 coefficient, Ext2[] point) in _points)
        {
            g.CopyTo(scratch);
            sum += coefficient * MultilinearKernels.EvaluateInPlace(scratch, point.AsSpan(0, _variables));
        }

        foreach ((Ext2 coefficient, ulong x) in _powers) { sum += coefficient * Ext2.Horner(g, x); }
        return sum;
    }

    /// <summary>Π_l (1 − α_l + α_l·x^(2^l)) over the variables that are bound.</summary>
    private Ext2 TopFactor(ulong x, ReadOnlySpan<Ext2> fold)
    {
        for (int l = 0; l < _variables; l++) { x = Goldilocks.Multiply(x, x); }
        Ext2 product = Ext2.One;
        foreach (Ext2 alpha in fold)
        {
            product *= Ext2.One + (alpha * Goldilocks.Subtract(x, 1));
            x = Goldilocks.Multiply(x, x);
        }

        return product;
    }
}
