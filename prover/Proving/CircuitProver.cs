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
        Instance instance = Check(statement, options);
        return Prove(instance, datasets, StackAuxiliary(instance, auxiliary), options, cancellation);
    }

    /// <summary>Proves the statement of an instance about auxiliary columns that are stacked already.</summary>
    /// <param name="datasets">Those of the statement, in its order.</param>
    /// <param name="auxiliary">What <see cref="StackAuxiliary"/> made.</param>
    /// <exception cref="ArgumentException">The columns or datasets are not those of the statement.</exception>
    /// <exception cref="UnsatisfiedException">The columns do not satisfy the statement.</exception>
    public static CircuitProof Prove(
        Instance instance, IReadOnlyList<CommittedDataset> datasets, StackedMatrix auxiliary, ProverOptions options, CancellationToken cancellation)
    {
        CircuitProof proof = ProveUnchecked(instance, datasets, auxiliary, options, cancellation);
        options.Progress?.Invoke(ProofPhase.Check);
        Verdict verdict = ProofVerifier.VerifyCore(instance.Statement.Encode(), proof.Core, new VerifierOptions(options.AllowInsecureProfiles), out _);
        options.Progress?.Invoke(ProofPhase.Done);
        return verdict.Rejection is null ? proof : throw new UnsatisfiedException(verdict.Rejection);
    }

    /// <summary>Stacks the auxiliary columns of a statement's tables as they are committed to.</summary>
    /// <param name="auxiliary">
    /// One list per table, one column per auxiliary column: at least n_T canonical elements, at most 2^h_T. Each is asked for once.
    /// </param>
    /// <exception cref="ArgumentException">The columns are not those of the statement.</exception>
    public static StackedMatrix StackAuxiliary(Instance instance, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<ulong>>> auxiliary) =>
        StackedMatrix.Stack(instance.AuxiliaryLayout, AuxiliaryBlocks(instance.Statement), instance.Profile.LogRowLength, auxiliary);

    /// <summary>Makes a proof that a verifier refuses when the columns do not satisfy the statement.</summary>
    internal static CircuitProof ProveUnchecked(
        Instance instance, IReadOnlyList<CommittedDataset> datasets, StackedMatrix auxiliary, ProverOptions options, CancellationToken cancellation)
    {
        RequireDatasets(instance.Statement, datasets, options.Backend);
        Require.Exactly(auxiliary.RowCount, instance.AuxiliaryRows, "rows of the auxiliary matrix");
        Require.Exactly(auxiliary.LogRowLength, instance.Profile.LogRowLength, "log₂ of a row's length in the auxiliary matrix");
        using ProofRun run = new(instance, [.. datasets], auxiliary, options, cancellation);
        return run.Prove();
    }

    private static Instance Check(Statement statement, ProverOptions options) =>
        Instance.TryCreate(statement, options.AllowInsecureProfiles, out Instance? instance) is { } fault
            ? throw new ArgumentException($"the statement is refused: {fault}", nameof(statement))
            : instance!;

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
