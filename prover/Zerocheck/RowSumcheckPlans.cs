using FvmCompute.Kernels.Prover;
using FvmCompute.Kernels.Prover.Programs;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Programs;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Zerocheck;

namespace FvmCompute.Prover.Zerocheck;

/// <summary>The polynomials of all tables as programs (proof-system.md §10.1).</summary>
internal static class RowSumcheckPlans
{
    public static RowSumcheckPlan[] Make(Instance instance, BatchChallenges challenges, VirtualMatrix matrix)
    {
        RowSumcheckPlan[] plans = new RowSumcheckPlan[instance.Circuit.Tables.Length];
        Ext2 power = Ext2.One;
        for (int t = 0; t < plans.Length; t++)
        {
            plans[t] = OfTable(instance, t, TableOutputs.Batch(instance, t, challenges, power), challenges, matrix);
            for (int i = 0; i < instance.Circuit.Tables[t].Constraints.Length; i++) { power *= challenges.Lambda; }
        }

        return plans;
    }

    private static RowSumcheckPlan OfTable(Instance instance, int number, TableOutputs outputs, BatchChallenges challenges, VirtualMatrix matrix)
    {
        (Table table, TableShape shape) = (instance.Circuit.Tables[number], instance.Shape.Tables[number]);
        ulong rows = instance.Statement.RowCounts[number];
        RowSpan?[] spans = [.. outputs.Domains.Select(domain => domain is { } known ? RowDomains.Of(known, rows) : (RowSpan?)null)];
        return new(
            matrix.OpenedBy(number), instance.LogHeights[number], Compile(inExt: false), Compile(inExt: true), spans, instance.Shape.Degree);

        RowProgram Compile(bool inExt) =>
            RowCompiler.Compile(table, shape, inExt, instance.Statement.PublicValues.AsSpan(), challenges.Theta, outputs.Outputs);
    }
}
