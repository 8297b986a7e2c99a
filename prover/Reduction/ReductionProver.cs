using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;
using FvmCompute.Primitives.Transcripts;
using FvmCompute.Prover.Lanes;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Sumchecks;
using FvmCompute.Verifier.Reduction;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Reduction;

/// <summary>What the reduction sends, and the point u of the row values with its eq table.</summary>
internal readonly record struct ReductionResult(Ext2[] Rounds, Ext2[] RowValues, Ext2[] EqOfPoint);

/// <summary>Many linear claims about many columns become the values of all matrix rows at one point (proof-system.md §11).</summary>
internal sealed class ReductionProver(Transcript transcript, Instance instance, VirtualMatrix matrix, Workers workers)
{
    /// <param name="zerocheckPoint">r.</param>
    public ReductionResult Prove(Ext2[] zerocheckPoint, IReadOnlyList<PointClaim> products)
    {
        Ext2 lambda = transcript.Challenge("reduction-lambda"u8);
        int variables = instance.Profile.LogRowLength;
        WeightTerms terms = new(variables);
        new ClaimWeights(instance, zerocheckPoint, lambda, new(zerocheckPoint, variables, workers), terms).AddAll(products);
        List<InnerProduct> sums = terms.Products(matrix, workers);
        Ext2[] rounds = new Ext2[2 * variables], u = new Ext2[variables];
        for (int variable = variables - 1; variable >= 0; variable--)
        {
            Span<Ext2> sent = rounds.AsSpan(2 * (variables - 1 - variable), 2);
            foreach (InnerProduct sum in sums)
            {
                Ext2 constant, square;
                if (variable == variables - 1) { sum.Open(out constant, out square); }
                else { sum.Bind(u[variable + 1], out constant, out square); }
                sent[0] += constant;
                sent[1] += square;
            }

            u[variable] = transcript.Round("reduction-round"u8, sent);
        }

        Ext2[] eq = new Ext2[1 << variables];
        EqTables.Add(u, Ext2.One, eq, workers);
        Ext2[] values = RowValues(eq);
        transcript.Absorb("row-values"u8, values);
        return new(rounds, values, eq);
    }

    private Ext2[] RowValues(Ext2[] eq)
    {
        const int LogRun = 11;
        Ext2[] partial = new Ext2[workers.Count * matrix.RowCount];
        workers.ForRuns(eq.Length, LogRun, (worker, first, count) =>
        {
            Span<Ext2> sums = partial.AsSpan(worker * matrix.RowCount, matrix.RowCount);
            for (int row = 0; row < sums.Length; row++)
            {
                sums[row] += FieldSpans.Dot(workers.Level, eq.AsSpan(first, count), matrix.Row(row).Slice(first, count));
            }
        });
        Ext2[] values = partial[..matrix.RowCount];
        for (int i = values.Length; i < partial.Length; i++) { values[i % values.Length] += partial[i]; }
        return values;
    }
}
