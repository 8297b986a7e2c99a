using System.Collections.Immutable;
using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Verifier.Openings;

/// <summary>The sizes of an oracle's openings (proof-system.md §14); known before anything is verified.</summary>
/// <param name="TreeRows">Elements per leaf of each tree.</param>
/// <param name="Positions">The most positions that can be opened.</param>
internal sealed record OracleShape(int Level, int LogDomain, bool IsExtension, ImmutableArray<int> TreeRows, int Positions)
{
    /// <summary>Bytes of an element in a leaf.</summary>
    public int ElementBytes => IsExtension ? Ext2.Bytes : Goldilocks.Bytes;

    /// <summary>The oracles 0..M of a proof.</summary>
    public static OracleShape[] Of(Instance instance)
    {
        OracleShape[] shapes = new OracleShape[instance.Profile.Levels + 1];
        for (int i = 0; i < shapes.Length; i++)
        {
            ImmutableArray<int> rows = i == 0 ? CommittedRows(instance) : [1 << instance.Profile.Folds[i - 1]];
            shapes[i] = new(i, instance.Profile.LogDomain(i), i > 0, rows, instance.Profile.Queries[i]);
        }

        return shapes;
    }

    /// <summary>Datasets in the statement's order, also those without rows; then the auxiliary tree if it has rows.</summary>
    private static ImmutableArray<int> CommittedRows(Instance instance)
    {
        IEnumerable<int> datasets = instance.DatasetLayouts.Select(l => l.RowCount);
        return [.. instance.AuxiliaryRows > 0 ? datasets.Append(instance.AuxiliaryRows) : datasets];
    }
}
