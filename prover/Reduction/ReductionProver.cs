using FvmCompute.Kernels.Prover;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Transcripts;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Sumchecks;
using FvmCompute.Verifier.Reduction;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Reduction;

/// <summary>What the reduction sends, and the point u of the row values.</summary>
internal readonly record struct ReductionResult(Ext2[] Rounds, Ext2[] RowValues, Ext2[] Point);

/// <summary>Many linear claims about many columns become the values of all matrix rows at one point (proof-system.md §11).</summary>
internal sealed class ReductionProver(Transcript transcript, Instance instance, VirtualMatrix matrix, IProverSession session)
{
    /// <param name="zerocheckPoint">r.</param>
    public ReductionResult Prove(Ext2[] zerocheckPoint, IReadOnlyList<PointClaim> products)
    {
        Ext2 lambda = transcript.Challenge("reduction-lambda"u8);
        int variables = instance.Profile.LogRowLength;
        Ext2[] rounds = new Ext2[2 * variables], u = new Ext2[variables];
        if (variables > 0)
        {
            IReadOnlyList<WeightTerm> terms = ClaimWeights.Terms(instance, zerocheckPoint, lambda, products);
            using IInnerSumcheck sum = session.StartReduction(matrix.Rows, variables, terms);
            InnerRounds.Prove(transcript, "reduction-round"u8, sum, u, rounds);
        }

        Ext2[] values = session.EvaluateRows(matrix.Rows, u);
        transcript.Absorb("row-values"u8, values);
        return new(rounds, values, u);
    }
}
