using FvmCompute.Primitives.Fields;

namespace FvmCompute.Prover.Sumchecks;

/// <summary>Coefficients of round polynomials from some of their values.</summary>
/// <remarks>
/// An eq-sumcheck's claim is (1 − ξ)·h(0) + ξ·h(1), so one value less is computed: a_1 + … + a_D = (claim − h(0))/ξ. A ξ of 0 has probability
/// 2^-128 per round and ends the proof with a <see cref="DivideByZeroException"/>.
/// </remarks>
internal static class RoundPolynomials
{
    /// <summary>a_1, a_2.</summary>
    public static void EqQuadratic(Ext2 claim, Ext2 xi, Ext2 atZero, Ext2 leading, Span<Ext2> sent)
    {
        sent[0] = ((claim - atZero) * xi.Inverse()) - leading;
        sent[1] = leading;
    }

    /// <summary>a_1..a_D of the polynomial with values[t] = h(t), t = 0, 2, 3, …, D; values[1] is filled in here.</summary>
    /// <param name="values">D + 1 entries, 2..6.</param>
    /// <param name="sent">D entries.</param>
    public static void Eq(Ext2 claim, Ext2 xi, Span<Ext2> values, Span<Ext2> sent)
    {
        values[1] = values[0] + ((claim - values[0]) * xi.Inverse());
        Interpolate(values);
        values[1..].CopyTo(sent);
    }

    /// <summary>Turns values at 0, 1, …, D into coefficients: divided differences, then Newton's form is multiplied out.</summary>
    public static void Interpolate(Span<Ext2> values)
    {
        for (int order = 1; order < values.Length; order++)
        {
            ulong inverse = Goldilocks.Inverse((ulong)order);
            for (int i = values.Length - 1; i >= order; i--) { values[i] = (values[i] - values[i - 1]) * inverse; }
        }

        for (int start = values.Length - 2; start > 0; start--)
        {
            for (int i = start; i < values.Length - 1; i++) { values[i] -= values[i + 1] * (ulong)start; }
        }
    }
}
