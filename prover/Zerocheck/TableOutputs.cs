using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Multilinear;
using FvmCompute.Prover.Programs;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Zerocheck;

namespace FvmCompute.Prover.Zerocheck;

/// <summary>One output per row domain that occurs, to be multiplied with its selector; at most one more that is not.</summary>
/// <param name="Domains">The domain of each output; null of the one without.</param>
internal sealed record TableOutputs(RowDomain?[] Domains, RowOutput[] Outputs)
{
    /// <summary>G_T as linear combinations of nodes (proof-system.md §10.1).</summary>
    /// <param name="firstPower">λ to the number of constraints in earlier tables.</param>
    public static TableOutputs Batch(Instance instance, int table, BatchChallenges challenges, Ext2 firstPower)
    {
        Table own = instance.Circuit.Tables[table];
        OutputTerms terms = new();
        Ext2 power = firstPower;
        foreach (Constraint constraint in own.Constraints)
        {
            terms.Add(constraint.Domain, constraint.Node, power);
            power *= challenges.Lambda;
        }

        for (int i = 0; i < own.Interactions.Length; i++)
        {
            Ext2 slot = challenges.Mu * SlotWeight(instance, table, i, challenges.Xi);
            terms.Add(own.Interactions[i].Domain, own.Interactions[i].Numerator, slot);
            AddFingerprint(terms, own.Interactions[i], challenges.Beta, challenges.Mu * slot);
        }

        return terms.Build();
    }

    /// <summary>The fraction of an interaction: the numerator with its domain, then the denominator, which holds on all rows.</summary>
    public static RowOutput[] Fraction(Interaction interaction, Ext2 alpha, Ext2 beta)
    {
        OutputTerms denominator = new();
        denominator.AddConstant(alpha);
        AddFingerprint(denominator, interaction, beta, Ext2.One);
        return [new(Ext2.Zero, [(interaction.Numerator, Ext2.One)]), denominator.Build().Outputs[0]];
    }

    private static Ext2 SlotWeight(Instance instance, int table, int interaction, Ext2[] xi) =>
        MultilinearKernels.Eq(xi.AsSpan()[instance.LogHeights[table]..instance.LogInteractions], (ulong)(instance.FirstSlots[table] + interaction));

    /// <summary>weight·(bus + β·msg_0 + β²·msg_1 + …).</summary>
    private static void AddFingerprint(OutputTerms terms, Interaction interaction, Ext2 beta, Ext2 weight)
    {
        terms.AddConstant(weight * interaction.Bus);
        foreach (uint node in interaction.Message)
        {
            weight *= beta;
            terms.Add(null, node, weight);
        }
    }

    /// <summary>Gathers terms; equal nodes of a domain are added up.</summary>
    private sealed class OutputTerms
    {
        // The last place is for terms without a domain.
        private readonly Dictionary<uint, Ext2>[] _terms = [.. Enumerable.Range(0, (int)RowDomain.Last + 2).Select(_ => new Dictionary<uint, Ext2>())];
        private Ext2 _constant;

        public void AddConstant(Ext2 value) => _constant += value;

        public void Add(RowDomain? domain, uint node, Ext2 coefficient)
        {
            Dictionary<uint, Ext2> terms = domain is { } d ? _terms[(int)d] : _terms[^1];
            terms[node] = terms.GetValueOrDefault(node) + coefficient;
        }

        public TableOutputs Build()
        {
            List<RowDomain?> domains = [];
            List<RowOutput> outputs = [];
            for (int d = 0; d < _terms.Length; d++)
            {
                bool unselected = d == _terms.Length - 1;
                Ext2 constant = unselected ? _constant : Ext2.Zero;
                if (_terms[d].Count == 0 && constant.IsZero) { continue; }
                domains.Add(unselected ? null : (RowDomain)d);
                outputs.Add(new(constant, [.. _terms[d].Select(t => (t.Key, t.Value))]));
            }

            return new([.. domains], [.. outputs]);
        }
    }
}
