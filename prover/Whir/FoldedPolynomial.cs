using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;
using FvmCompute.Prover.Lanes;
using FvmCompute.Prover.Sumchecks;

namespace FvmCompute.Prover.Whir;

/// <summary>
/// The running claim ⟨g, w⟩ = c of the opening protocol: coefficients and weights as tables that shrink with every fold (proof-system.md §12).
/// </summary>
internal sealed class FoldedPolynomial(Ext2[] g, Ext2[] w, Workers workers)
{
    private const int LogPowers = 8;
    private const int LogRun = 13;

    /// <summary>Variables not yet bound.</summary>
    public int Variables { get; private set; } = int.Log2(g.Length);

    /// <summary>2^Variables coefficients.</summary>
    public ReadOnlyMemory<Ext2> Coefficients => g.AsMemory(0, 1 << Variables);

    /// <summary>ĝ at a point.</summary>
    public Ext2 Evaluate(Ext2[] point) => EqTables.Evaluate(g, point, workers);

    /// <summary>w += factor·eq(point, ·).</summary>
    public void AddPoint(Ext2[] point, Ext2 factor) => EqTables.Add(point, factor, w, workers);

    /// <summary>w += Σ_s factors[s]·(1, x_s, x_s², …).</summary>
    public void AddPowers(ulong[] xs, Ext2[] factors)
    {
        ulong[][] powers = [.. xs.Select(Powers)];
        workers.ForRuns(1L << Variables, LogRun, (_, first, count) =>
        {
            for (int s = 0; s < xs.Length; s++) { AddRun(powers[s], xs[s], factors[s], first, w.AsSpan(first, count)); }
        });
    }

    /// <summary>The next k rounds of the sumcheck on ⟨g, w⟩.</summary>
    public InnerProduct StartFold() => new(g, 1 << Variables, w, workers);

    /// <summary>Notes that the top variables are bound.</summary>
    public void Folded(int variables) => Variables -= variables;

    private void AddRun(ulong[] powers, ulong x, Ext2 factor, int first, Span<Ext2> run)
    {
        Ext2 scale = factor * Goldilocks.Power(x, (ulong)first);
        ulong stride = Goldilocks.Multiply(powers[^1], x);
        for (int at = 0; at < run.Length; at += powers.Length)
        {
            int count = Math.Min(powers.Length, run.Length - at);
            FieldSpans.ScaleAdd(workers.Level, scale, powers.AsSpan(0, count), run.Slice(at, count));
            scale *= stride;
        }
    }

    private static ulong[] Powers(ulong x)
    {
        ulong[] powers = new ulong[1 << LogPowers];
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++) { powers[i] = Goldilocks.Multiply(powers[i - 1], x); }
        return powers;
    }
}
