using FvmCompute.Kernels.Prover;
using FvmCompute.Kernels.Prover.Cpu.Satisfaction;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.LogUp;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Satisfaction;

/// <summary>
/// Whether on every bus the numerators of each message cancel: the sum of all fractions of proof-system.md §9 is 0 at random α, β, θ from K. Messages that do
/// not cancel are overlooked with the probability of the proof's own first step, at most (2N(w+1) + 64)/|K|: below 2^−90 for 2^30 fractions of 64 values.
/// </summary>
internal sealed class LookupCheck(Instance instance, WitnessColumns columns, RowCheck rows)
{
    /// <summary>A message that does not cancel.</summary>
    public BusFault? Find()
    {
        if (!instance.Shape.HasInteractions) { return null; }
        while (true)
        {
            (int Number, TableFractions Fractions)[] tables = Draw();
            (Ext2 numerator, Ext2 denominator) = Sum(tables);
            // A fraction's own denominator was 0, which happens with the same probability: other challenges then.
            if (denominator.IsZero) { continue; }
            if (numerator.IsZero) { return null; }
            if (new UnbalancedMessages(instance, columns, rows, tables).First() is { } fault) { return fault; }
        }
    }

    private (int Number, TableFractions Fractions)[] Draw()
    {
        (Ext2 alpha, Ext2 beta) = (RandomElements.Draw(), RandomElements.Draw());
        Ext2[] theta = RandomElements.Draw(instance.Circuit.Challenges);
        return
        [
            .. Enumerable.Range(0, instance.Circuit.Tables.Length)
                .Where(t => !instance.Circuit.Tables[t].Interactions.IsEmpty)
                .Select(t => (t, FractionPlans.OfTable(instance, columns.Matrix, t, (alpha, beta), theta))),
        ];
    }

    private (Ext2 Numerator, Ext2 Denominator) Sum((int Number, TableFractions Fractions)[] tables)
    {
        (Ext2 p, Ext2 q) = (Ext2.Zero, Ext2.One);
        foreach ((int number, TableFractions fractions) in tables)
        {
            (Ext2 numerator, Ext2 denominator) = rows.Sum(fractions, (long)instance.Statement.RowCounts[number]);
            (p, q) = ((p * denominator) + (numerator * q), q * denominator);
        }

        return (p, q);
    }
}
