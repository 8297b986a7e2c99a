using FvmCompute.Kernels.Prover;
using FvmCompute.Prover.Matrices;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Prover.Proving;

/// <summary>
/// Proves statements of proof system v1. The same inputs give the same bytes on any backend, with any number of threads and any instruction set: all arithmetic is exact
/// and nonces are the smallest.
/// </summary>
public static class CircuitProver
{
    /// <summary>Proves a statement and checks the proof's core as a verifier would.</summary>
    /// <param name="datasets">Those of the statement, in its order.</param>
    /// <param name="auxiliary">One list per table, one column per auxiliary column: at least n_T canonical elements, at most 2^h_T.</param>
    /// <exception cref="ArgumentException">The statement is refused by its own checks, or the columns or datasets are not those of the statement.</exception>
    /// <exception cref="UnsatisfiedException">The columns do not satisfy the statement.</exception>
    public static CircuitProof Prove(
        Statement statement,
        IReadOnlyList<CommittedDataset> datasets,
        IReadOnlyList<IReadOnlyList<ReadOnlyMemory<ulong>>> auxiliary,
        ProverOptions options,
        CancellationToken cancellation)
    {
        CircuitProof proof = ProveUnchecked(statement, datasets, auxiliary, options, cancellation);
        options.Progress?.Invoke(ProofPhase.Check);
        Verdict verdict = ProofVerifier.VerifyCore(statement.Encode(), proof.Core, new VerifierOptions(options.AllowInsecureProfiles), out _);
        options.Progress?.Invoke(ProofPhase.Done);
        return verdict.Rejection is null ? proof : throw new UnsatisfiedException(verdict.Rejection);
    }

    /// <summary>Makes a proof that a verifier refuses when the columns do not satisfy the statement.</summary>
    internal static CircuitProof ProveUnchecked(
        Statement statement,
        IReadOnlyList<CommittedDataset> datasets,
        IReadOnlyList<IReadOnlyList<ReadOnlyMemory<ulong>>> auxiliary,
        ProverOptions options,
        CancellationToken cancellation)
    {
        if (Instance.TryCreate(statement, options.AllowInsecureProfiles, out Instance? instance) is { } fault)
        {
            throw new ArgumentException($"the statement is refused: {fault}", nameof(statement));
        }

        RequireDatasets(statement, datasets, options.Backend);
        StackedMatrix matrix = StackedMatrix.Stack(instance!.AuxiliaryLayout, AuxiliaryBlocks(statement), statement.Profile.LogRowLength, auxiliary);
        using ProofRun run = new(instance, [.. datasets], matrix, options, cancellation);
        return run.Prove();
    }

    private static Verifier.Layouts.Block[] AuxiliaryBlocks(Statement statement) =>
        [.. statement.Circuit.Tables.Zip(statement.RowCounts, (table, rows) => new Verifier.Layouts.Block(rows, table.AuxiliaryColumns))];

    private static void RequireDatasets(Statement statement, IReadOnlyList<CommittedDataset> datasets, IProverBackend backend)
    {
        Require.Exactly(datasets.Count, statement.Datasets.Length, "datasets");
        for (int i = 0; i < datasets.Count; i++)
        {
            (Digest expected, Digest got) = (statement.Datasets[i].Id(), datasets[i].Record.Id());
            if (datasets[i].Backend != backend) { throw new ArgumentException($"dataset {i} was committed on another backend than this one", nameof(datasets)); }
            if (expected != got) { throw new ArgumentException($"dataset {i} is {got}; the statement names {expected}", nameof(datasets)); }
        }
    }
}
