using System.Collections.Immutable;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Multilinear;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Verifier.Zerocheck;

/// <summary>The challenges that batch all constraints and interactions into one polynomial per table (proof-system.md §10.1).</summary>
/// <param name="Xi">The point of the lookup claim, extended to n_max coordinates where it was shorter.</param>
internal readonly record struct BatchChallenges(Ext2 Alpha, Ext2 Beta, Ext2[] Theta, Ext2[] Xi, Ext2 Lambda, Ext2 Mu);

/// <summary>Evaluates G_T of each table, in table order, from opened columns.</summary>
internal sealed class TableEvaluator(Instance instance, BatchChallenges challenges)
{
    private Ext2 _constraintPower = Ext2.One;

    /// <summary>G_T at a point; to be called once per table, in order, because constraints are numbered through all tables.</summary>
    /// <param name="openings">The used columns at this row, then at the next.</param>
    public Ext2 Evaluate(int table, ReadOnlySpan<Ext2> openings, RowSelectors selectors)
    {
        Table own = instance.Circuit.Tables[table];
        Ext2[] nodes = EvaluateNodes(own, instance.Shape.Tables[table], openings, selectors.RowIndex);
        Ext2 sum = Ext2.Zero;
        foreach (Constraint constraint in own.Constraints)
        {
            sum += _constraintPower * (selectors[constraint.Domain] * nodes[constraint.Node]);
            _constraintPower *= challenges.Lambda;
        }

        return own.Interactions.IsEmpty ? sum : sum + EvaluateInteractions(table, own.Interactions, nodes, selectors);
    }

    private Ext2 EvaluateInteractions(int table, ImmutableArray<Interaction> interactions, Ext2[] nodes, RowSelectors selectors)
    {
        int height = instance.LogHeights[table];
        ReadOnlySpan<Ext2> slotPoint = challenges.Xi.AsSpan()[height..instance.LogInteractions];
        Ext2 sum = Ext2.Zero;
        for (int i = 0; i < interactions.Length; i++)
        {
            Ext2 slot = MultilinearKernels.Eq(slotPoint, (ulong)(instance.FirstSlots[table] + i));
            Ext2 numerator = selectors[interactions[i].Domain] * nodes[interactions[i].Numerator];
            sum += slot * (numerator + (challenges.Mu * Fingerprint(interactions[i], nodes)));
        }

        return challenges.Mu * sum;
    }

    /// <summary>d − α = bus + β·msg_0 + β²·msg_1 + …</summary>
    private Ext2 Fingerprint(Interaction interaction, Ext2[] nodes)
    {
        Ext2 sum = Ext2.Zero;
        for (int i = interaction.Message.Length - 1; i >= 0; i--) { sum = (sum + nodes[interaction.Message[i]]) * challenges.Beta; }
        return sum + interaction.Bus;
    }

    private Ext2[] EvaluateNodes(Table table, TableShape shape, ReadOnlySpan<Ext2> openings, Ext2 rowIndex)
    {
        Ext2[] values = new Ext2[table.Nodes.Length];
        for (int i = 0; i < values.Length; i++)
        {
            Node node = table.Nodes[i];
            values[i] = node.Kind switch
            {
                NodeKind.Constant => node.Value,
                NodeKind.Current => openings[shape.UsedCurrent.BinarySearch((ushort)node.Value)],
                NodeKind.Next => openings[shape.UsedCurrent.Length + shape.UsedNext.BinarySearch((ushort)node.Value)],
                NodeKind.RowIndex => rowIndex,
                NodeKind.Public => instance.Statement.PublicValues[(int)node.Value],
                NodeKind.Challenge => challenges.Theta[node.Value],
                NodeKind.Add => values[node.Left] + values[node.Right],
                NodeKind.Subtract => values[node.Left] - values[node.Right],
                NodeKind.Multiply => values[node.Left] * values[node.Right],
                _ => throw new InvalidOperationException($"node kind {(int)node.Kind} was not refused"),
            };
        }

        return values;
    }
}
