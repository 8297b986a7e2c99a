using FvmCompute.Kernels.Prover;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Transcripts;

namespace FvmCompute.Prover.Sumchecks;

/// <summary>The rounds of a plain sumcheck (proof-system.md §3b).</summary>
internal static class InnerRounds
{
    /// <param name="point">Gets the challenges; as many as there are variables, at least one.</param>
    /// <param name="rounds">Gets a_0 and a_2 of each round.</param>
    /// <returns>Both factors at the point.</returns>
    public static (Ext2 F, Ext2 W) Prove(Transcript transcript, ReadOnlySpan<byte> tag, IInnerSumcheck sum, Span<Ext2> point, Span<Ext2> rounds)
    {
        RoundSums sums = sum.Open();
        for (int variable = point.Length - 1; ; variable--)
        {
            Span<Ext2> sent = rounds.Slice(2 * (point.Length - 1 - variable), 2);
            (sent[0], sent[1]) = (sums.AtZero, sums.Leading);
            point[variable] = transcript.Round(tag, sent);
            if (variable == 0) { return sum.Finish(point[0]); }
            sums = sum.Bind(point[variable]);
        }
    }
}
