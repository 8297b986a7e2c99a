using FvmCompute.Kernels.Prover;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Lanes;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Sumchecks;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Prover.Proving;

/// <summary>A registered dataset with everything that proofs about it need: its public record, its matrix and its tree.</summary>
public sealed class CommittedDataset : IDisposable
{
    private readonly IProverSession _session;

    private CommittedDataset(Dataset record, StackedMatrix matrix, IRowCommitment oracle, IProverSession session)
    {
        (Record, Matrix, Oracle) = (record, matrix, oracle);
        _session = session;
    }

    /// <summary>The public record; its <see cref="Dataset.Id"/> names the dataset.</summary>
    public Dataset Record { get; }

    /// <summary>The stacked columns.</summary>
    public StackedMatrix Matrix { get; }

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
        IProverSession session = options.Backend.Begin(ProofPlan.CommitBytes(options.Backend, matrix.RowCount, profile), cancellation);
        IRowCommitment oracle = matrix.Commit(session, profile.LogInverseRate);
        Dataset record = new(new Digest(oracle.Root), profile.LogRowLength, profile.LogInverseRate, [.. blocks], schema, Ext2.Zero);
        Ext2 y = Evaluate(matrix, record.OutOfDomainPoint(matrix.RowCount), options.MakeWorkers(cancellation));
        return new(record with { OutOfDomainValue = y }, matrix, oracle, session);
    }

    /// <summary>Frees the tree.</summary>
    public void Dispose() => _session.Dispose();

    /// <summary>f̂(z) = Σ_j eq(z_hi, j)·row_j(z_lo).</summary>
    private static Ext2 Evaluate(StackedMatrix matrix, Ext2[] z, Workers workers)
    {
        if (matrix.RowCount == 0) { return Ext2.Zero; }
        Ext2[] rows = RowBatch.Combine(matrix, z.AsSpan(matrix.LogRowLength), matrix.LogRowLength, workers);
        return EqTables.Evaluate(rows, z.AsSpan(0, matrix.LogRowLength), workers);
    }
}
