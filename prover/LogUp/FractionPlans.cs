using FvmCompute.Kernels.Prover;
using FvmCompute.Kernels.Prover.Programs;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Programs;
using FvmCompute.Prover.Zerocheck;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.LogUp;

/// <summary>The interactions of all tables as programs (proof-system.md §9).</summary>
internal static class FractionPlans
{
    /// <summary>Leaves that interactions fill.</summary>
    public static long UsedLeaves(Instance instance) =>
        instance.Circuit.Tables.Select((table, t) => (long)table.Interactions.Length << instance.LogHeights[t]).Sum();

    public static FractionPlan Make(Instance instance, VirtualMatrix matrix, Ext2 alpha, Ext2 beta, ReadOnlySpan<Ext2> theta)
    {
        List<TableFractions> tables = [];
        for (int t = 0; t < instance.Circuit.Tables.Length; t++)
        {
            if (!instance.Circuit.Tables[t].Interactions.IsEmpty) { tables.Add(OfTable(instance, matrix, t, (alpha, beta), theta)); }
        }

        return new(instance.LogInteractions, alpha, [.. tables.OrderBy(t => t.FirstLeaf)]);
    }

    /// <summary>The interactions of one table, which has some.</summary>
    public static TableFractions OfTable(Instance instance, VirtualMatrix matrix, int number, (Ext2 Alpha, Ext2 Beta) mix, ReadOnlySpan<Ext2> theta)
    {
        Table table = instance.Circuit.Tables[number];
        RowOutput[] outputs = [.. table.Interactions.SelectMany(i => TableOutputs.Fraction(i, mix.Alpha, mix.Beta))];
        RowProgram program = RowCompiler.Compile(
            table, instance.Shape.Tables[number], inExt: false, instance.Statement.PublicValues.AsSpan(), theta, outputs);
        ulong rows = instance.Statement.RowCounts[number];
        int height = instance.LogHeights[number];
        return new(
            program, matrix.OpenedBy(number), height, (long)instance.FirstSlots[number] << height,
            [.. table.Interactions.Select(i => RowDomains.Of(i.Domain, rows))]);
    }
}
