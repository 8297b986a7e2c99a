using FvmCompute.Kernels.Prover;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Matrices;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Prover.Proving;

/// <summary>A registered dataset with everything that proofs about it need: its public record, its matrix and its tree.</summary>
public sealed class CommittedDataset : IDisposable
{
    private readonly IProverSession _session;

    private CommittedDataset(
        Dataset record, StackedMatrix matrix, IFieldRows? rows, IRowCommitment oracle, (IProverBackend Backend, IProverSession Session) made)
    {
        (Record, Matrix, Rows, Oracle) = (record, matrix, rows, oracle);
        (Backend, _session) = made;
    }

    /// <summary>The public record; its <see cref="Dataset.Id"/> names the dataset.</summary>
    public Dataset Record { get; }

    /// <summary>The stacked columns.</summary>
    public StackedMatrix Matrix { get; }

    /// <summary>The device that holds it: only proofs on that device can be about it.</summary>
    internal IProverBackend Backend { get; }

    /// <summary>None where the dataset has no rows.</summary>
    internal IFieldRows? Rows { get; }

    internal IRowCommitment Oracle { get; }

    /// <summary>Registers columns (proof-system.md §8): commits to them and declares their value at the out-of-domain point.</summary>
    /// <param name="profile">Gives m and r0; any proof's profile with the same two can use the dataset.</param>
    /// <param name="blocks">Shapes of the blocks.</param>
    /// <param name="columns">One list per block, one column per block column, as <see cref="StackedMatrix.Stack"/> takes them.</param>
    /// <param name="schema">Hash of the typed schema.</param>
    /// <exception cref="ArgumentException">The shape is beyond the limits of a statement, or the columns do not fit it.</exception>
    public static CommittedDataset Register(
        Profile profile,
        IReadOnlyList<Block> blocks,
        IReadOnlyList<IReadOnlyList<ReadOnlyMemory<ulong>>> columns,
        Digest schema,
        ProverOptions options,
        CancellationToken cancellation)
    {
        if (Layout.TryCreate([.. blocks], profile.LogRowLength, "dataset", out Layout? layout) is { } fault)
        {
            throw new ArgumentException($"the shape is refused: {fault}", nameof(blocks));
        }

        StackedMatrix matrix = StackedMatrix.Stack(layout!, blocks, profile.LogRowLength, columns);
        // The session opens the tree for later proofs with the token that it has now: one that nobody cancels once the dataset is made.
        CancellationTokenSource making = new();
        using CancellationTokenRegistration registration = cancellation.Register(making.Cancel);
        IProverSession session = options.Backend.Begin(ProofPlan.CommitBytes(options.Backend, matrix.RowCount, profile), making.Token);
        Dataset shape = new(default, profile.LogRowLength, profile.LogInverseRate, [.. blocks], schema, Ext2.Zero);
        try { return Make(matrix, shape, (options.Backend, session)); }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Frees the tree.</summary>
    public void Dispose() => _session.Dispose();

    /// <param name="shape">The record without root and value.</param>
    private static CommittedDataset Make(StackedMatrix matrix, Dataset shape, (IProverBackend Backend, IProverSession Session) on)
    {
        IFieldRows? rows = matrix.Import(on.Session);
        IRowCommitment oracle = matrix.Commit(on.Session, rows, shape.LogInverseRate);
        Dataset record = shape with { Root = new Digest(oracle.Root) };
        Ext2 y = rows is null ? Ext2.Zero : on.Session.EvaluateMatrix(rows, record.OutOfDomainPoint(matrix.RowCount));
        on.Session.Trim();
        return new(record with { OutOfDomainValue = y }, matrix, rows, oracle, on);
    }
}
