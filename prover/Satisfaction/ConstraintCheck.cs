using FvmCompute.Kernels.Prover;
using FvmCompute.Kernels.Prover.Cpu.Satisfaction;
using FvmCompute.Kernels.Prover.Programs;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Programs;
using FvmCompute.Prover.Zerocheck;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Satisfaction;

/// <summary>
/// Whether every constraint is 0 on the rows of its domain. The constraints of a domain are added up with random coefficients from K, row by row: a row that
/// breaks one is overlooked with probability 1/|K| = 2^−128, and what is found is evaluated again without any.
/// </summary>
internal sealed class ConstraintCheck(Instance instance, WitnessColumns columns, RowCheck rows)
{
    /// <summary>The first row of the first table that breaks a constraint.</summary>
    public ConstraintFault? Find()
    {
        for (int t = 0; t < instance.Circuit.Tables.Length; t++)
        {
            if (FindIn(t) is { } fault) { return fault; }
        }

        return null;
    }

    private ConstraintFault? FindIn(int number)
    {
        Table table = instance.Circuit.Tables[number];
        if (table.Constraints.IsEmpty) { return null; }
        IGrouping<RowDomain, Constraint>[] domains = [.. table.Constraints.GroupBy(c => c.Domain)];
        RowProgram program = RowCompiler.Compile(
            table, instance.Shape.Tables[number], inExt: false, instance.Statement.PublicValues.AsSpan(), [], [.. domains.Select(Combine)]);
        RowSpan[] spans = [.. domains.Select(domain => RowDomains.Of(domain.Key, instance.Statement.RowCounts[number]))];
        long? row = rows.FindNonZero(program, columns.Matrix.OpenedBy(number), instance.LogHeights[number], spans);
        return row is { } found ? Describe(number, found) : null;
    }

    private static RowOutput Combine(IEnumerable<Constraint> constraints) =>
        new(Ext2.Zero, [.. constraints.Select(c => c.Node).Distinct().Select(node => (node, RandomElements.Draw()))]);

    private ConstraintFault Describe(int number, long row)
    {
        Table table = instance.Circuit.Tables[number];
        NodeValues values = new(instance, columns, number, row);
        for (int i = 0; i < table.Constraints.Length; i++)
        {
            Constraint constraint = table.Constraints[i];
            RowSpan span = RowDomains.Of(constraint.Domain, instance.Statement.RowCounts[number]);
            if (row < span.From || row >= span.To || values[constraint.Node] == 0) { continue; }
            return new(number, row, i, constraint.Domain, values[constraint.Node], values.CellsOf(constraint.Node));
        }

        throw new InvalidOperationException($"row {row} of table {number} breaks no constraint, although their combination is not 0");
    }
}
