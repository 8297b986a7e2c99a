using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover;

/// <summary>Two sums that make a round polynomial of degree 2: its value at 0 and its leading coefficient.</summary>
public readonly record struct RoundSums(Ext2 AtZero, Ext2 Leading);

/// <summary>A plain sumcheck of Σ f·w (proof-system.md §3b). Binding goes from the top variable down.</summary>
public interface IInnerSumcheck : IDisposable
{
    /// <summary>The sums of the first round. There must be a variable.</summary>
    RoundSums Open();

    /// <summary>Binds the top variable and gives the sums of the next round. There must be one more.</summary>
    RoundSums Bind(Ext2 challenge);

    /// <summary>f and w with the last variable bound; of a sum of several products, those of the first.</summary>
    (Ext2 F, Ext2 W) Finish(Ext2 challenge);

    /// <summary>f and w where there was no variable to begin with.</summary>
    (Ext2 F, Ext2 W) Ends { get; }
}

/// <summary>
/// The fractional sumcheck tree: entry i of a layer is the sum of the fractions i and i + half of the layer below it (proof-system.md §9). Layer k has 2^k
/// fractions; the last layer are the leaves. Layers are proven once each, from the root down.
/// </summary>
public interface IFractionTree : IDisposable
{
    /// <summary>n_g.</summary>
    int Layers { get; }

    /// <summary>The sum of all fractions; its numerator is 0 when the lookups balance.</summary>
    (Ext2 Numerator, Ext2 Denominator) Root { get; }

    /// <summary>
    /// Starts the k rounds of layer k over p_0·q_1 + p_1·q_0 + λ·q_0·q_1, the eq factor of the variable to be bound left out.
    /// </summary>
    /// <param name="layer">1 or more, below <see cref="Layers"/>.</param>
    /// <param name="point">ξ: k coordinates, the top one being the first to be bound.</param>
    RoundSums Open(int layer, Ext2 lambda, ReadOnlySpan<Ext2> point);

    /// <summary>Binds the top variable and gives the sums of the next round.</summary>
    RoundSums Bind(Ext2 challenge);

    /// <summary>p_0, p_1, q_0, q_1 with the last variable bound; the layer is given up.</summary>
    Ext2[] Finish(Ext2 challenge);

    /// <summary>p_0, p_1, q_0, q_1 of layer 0, which has no rounds.</summary>
    Ext2[] FirstLayer();
}

/// <summary>The rounds of one table: Σ_x eq(ξ, x)·G_T(x) (proof-system.md §10.2), the eq factor of the variable to be bound left out.</summary>
public interface IRowSumcheck : IDisposable
{
    /// <summary>Variables not yet bound.</summary>
    int Variables { get; }

    /// <summary>The sum over all rows, before any variable is bound: what the table adds in rounds over variables that it does not have.</summary>
    Ext2 Total();

    /// <summary>Adds h(0), h(2), h(3), …, h(D) to values[0], values[2], …; values[1] stays. There must be a variable.</summary>
    void AddRound(Span<Ext2> values);

    /// <summary>Binds the top variable.</summary>
    void Bind(Ext2 challenge);

    /// <summary>The opened columns' values when all variables are bound.</summary>
    Ext2[] Openings();
}

/// <summary>
/// The running claim ⟨g, w⟩ = c of the opening protocol: coefficients and weights that shrink with every fold (proof-system.md §12).
/// A fold of k variables is <see cref="Open"/>, k − 1 times <see cref="Bind"/>, <see cref="Finish"/>.
/// </summary>
public interface IFoldedPolynomial : IDisposable
{
    /// <summary>Variables not yet bound.</summary>
    int Variables { get; }

    /// <summary>Commits to the coefficients as 2^folds rows, with a copy: the commitment outlives the next fold.</summary>
    IRowCommitment Commit(int folds, int rateLog);

    /// <summary>ĝ at a point.</summary>
    Ext2 Evaluate(ReadOnlySpan<Ext2> point);

    /// <summary>w += factor·eq(point, ·).</summary>
    void AddPoint(ReadOnlySpan<Ext2> point, Ext2 factor);

    /// <summary>w += Σ_s factors[s]·(1, x_s, x_s², …), x_s being the point of positions[s] (proof-system.md §8).</summary>
    /// <param name="positions">Strictly rising, below 2^<paramref name="logDomain"/>.</param>
    /// <param name="logDomain">At least <see cref="Variables"/>.</param>
    /// <param name="factors">One per position.</param>
    void AddPowers(ReadOnlySpan<uint> positions, int logDomain, ReadOnlySpan<Ext2> factors);

    /// <summary>The sums of a fold's first round.</summary>
    RoundSums Open();

    /// <summary>Binds the top variable and gives the sums of the next round.</summary>
    RoundSums Bind(Ext2 challenge);

    /// <summary>Binds the top variable without another round.</summary>
    void Finish(Ext2 challenge);

    /// <summary>2^Variables coefficients, fetched from the device.</summary>
    Ext2[] Coefficients();
}
