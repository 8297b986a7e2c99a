using System.Collections.Immutable;
using FvmCompute.Prover.Proving;
using FvmCompute.Prover.PublicValues;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Examples;

/// <summary>A small job with all that a prover needs: a circuit over one dataset, and its witness.</summary>
/// <param name="Blocks">Shapes of the dataset's blocks.</param>
/// <param name="DatasetColumns">One list per block.</param>
/// <param name="Tables">Rows and auxiliary columns of each table.</param>
/// <param name="Auxiliary">One list per table.</param>
public sealed record ProofExample(
    Circuit Circuit,
    ImmutableArray<Block> Blocks,
    ImmutableArray<ImmutableArray<ReadOnlyMemory<ulong>>> DatasetColumns,
    ImmutableArray<Block> Tables,
    ImmutableArray<ImmutableArray<ReadOnlyMemory<ulong>>> Auxiliary)
{
    /// <summary>All public values of examples follow from claims.</summary>
    public ImmutableArray<ulong?> PublicValues => [.. new ulong?[Circuit.PublicValues]];

    /// <summary>The columns as <see cref="CommittedDataset.Register"/> and the files take them.</summary>
    public IReadOnlyList<IReadOnlyList<ReadOnlyMemory<ulong>>> DatasetLists => Lists(DatasetColumns);

    /// <summary>The columns as <see cref="CircuitProver.Prove"/> and the files take them.</summary>
    public IReadOnlyList<IReadOnlyList<ReadOnlyMemory<ulong>>> AuxiliaryLists => Lists(Auxiliary);

    /// <summary>Commits to the dataset; it has no schema.</summary>
    public CommittedDataset Register(Profile profile, ProverOptions options, CancellationToken cancellation = default) =>
        CommittedDataset.Register(profile, Blocks, DatasetLists, default, options, cancellation);

    /// <summary>What is proven about the dataset, with no context.</summary>
    /// <exception cref="ArgumentException">The statement is beyond what the profile allows.</exception>
    public Statement State(Profile profile, CommittedDataset dataset)
    {
        Statement open = new(default, profile, Circuit, [dataset.Record], [.. Tables.Select(t => t.Rows)], [.. new ulong[Circuit.PublicValues]]);
        if (Instance.TryCreate(open, profile.IsInsecure, out Instance? instance) is { } fault) { throw new ArgumentException($"the statement is refused: {fault}"); }
        return open with { PublicValues = new PublicValueDerivation(instance!, [DatasetLists], AuxiliaryLists).Derive(PublicValues).Values };
    }

    private static IReadOnlyList<ReadOnlyMemory<ulong>>[] Lists(ImmutableArray<ImmutableArray<ReadOnlyMemory<ulong>>> columns) => [.. columns];
}
