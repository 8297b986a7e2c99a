using FvmCompute.Primitives.Fields;

namespace FvmCompute.Verifier.Sumchecks;

/// <summary>
/// The claim after one round: the round polynomial h at the challenge, the coefficient that was not sent being implied (proof-system.md §3).
/// </summary>
internal static class SumcheckRound
{
    /// <summary>
    /// A round of Σ eq(ξ,x)·f(x) whose claim leaves the bound eq factors out: (1 − ξ_l)·h(0) + ξ_l·h(1) = claim gives the constant coefficient.
    /// </summary>
    /// <param name="xi">ξ_l of the variable that is bound.</param>
    /// <param name="sent">a_1..a_D.</param>
    public static Ext2 BindEq(Ext2 claim, Ext2 xi, ReadOnlySpan<Ext2> sent, Ext2 challenge)
    {
        Ext2 sum = Ext2.Zero;
        foreach (Ext2 coefficient in sent) { sum += coefficient; }
        return claim - (xi * sum) + (challenge * Ext2.Horner(sent, challenge));
    }

    /// <summary>A plain round of degree 2: h(0) + h(1) = claim gives the middle coefficient.</summary>
    public static Ext2 BindPlain(Ext2 claim, Ext2 constant, Ext2 square, Ext2 challenge) =>
        constant + (challenge * (claim - constant - constant - square + (challenge * square)));
}
