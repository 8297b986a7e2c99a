using System.Collections.Immutable;
using FvmCompute.Prover.Files;
using FvmCompute.Prover.Proving;
using FvmCompute.Prover.PublicValues;
using FvmCompute.Prover.Satisfaction;
using FvmCompute.Sidecar.Datasets;
using FvmCompute.Sidecar.Jobs;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.V1;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;
using Dataset = FvmCompute.Verifier.Statements.Dataset;

namespace FvmCompute.Sidecar.Circuits;

/// <summary>
/// What a proof-of-circuit job will prove: the circuit with its datasets found and its witness opened, every size known and within what the market takes.
/// </summary>
public sealed class CircuitTask : IDisposable
{
    private readonly IReadOnlyList<FoundDataset> _datasets;
    private readonly WitnessFile? _witness;
    private readonly Instance _sizes;
    private readonly long _witnessBytes;

    /// <summary>Takes over the datasets.</summary>
    /// <param name="spec">Whole, as it was submitted and checked.</param>
    /// <exception cref="JobEndException">The job cannot be proven to the market: rows, sizes or shapes are not what it takes.</exception>
    public CircuitTask(CircuitPlan plan, CircuitSpec spec, IReadOnlyList<FoundDataset> datasets)
    {
        _datasets = datasets;
        Plan = plan;
        if (CircuitDecoding.TryDecode(spec.Circuit.Span, out Circuit? circuit) is { } fault) { throw Refused($"the circuit is refused: {fault}"); }
        if (!ProfileTable.TryFind(checked((ushort)plan.Profile), out Profile? profile, out _)) { throw Refused($"profile {plan.Profile} is not known"); }
        _witness = OpenWitness(spec);
        _witnessBytes = spec.Witness.Length;
        ImmutableArray<ulong> rows = [.. circuit!.Tables.Select((table, t) => RowsOf(t, table))];
        ImmutableArray<ulong> unknown = [.. plan.PublicValues.Select(value => value ?? 0)];
        var statement = new Statement(default, profile!, circuit, [.. datasets.Select(found => found.Shape)], rows, unknown);
        if (Instance.TryCreate(statement, allowInsecure: false, out Instance? instance) is { } unfit) { throw Refused($"the statement is refused: {unfit}"); }
        _sizes = instance!;
        CheckMarketLimits();
    }

    public CircuitPlan Plan { get; }

    /// <summary>The auxiliary columns of each table; read from the witness whenever they are asked for.</summary>
    public IReadOnlyList<IReadOnlyList<ReadOnlyMemory<ulong>>> Auxiliary =>
        _witness?.Columns ?? [.. _sizes.Circuit.Tables.Select(_ => Array.Empty<ReadOnlyMemory<ulong>>())];

    public IReadOnlyList<FoundDataset> Datasets => _datasets;

    /// <summary>
    /// Peak of check and proof, one after the other over the same matrix, with their datasets and witness. The witness is there as message, as file, and as the
    /// columns that were read for claims and for the matrix; those are taken not to be collected before the end.
    /// </summary>
    /// <param name="threads">That the check has.</param>
    public long PeakBytes(ProverOptions options, int threads)
    {
        ProofPlan plan = ProofPlan.Of(_sizes, options);
        long most = Math.Max(plan.PeakBytes, plan.MatrixBytes + WitnessCheck.WorkingBytes(_sizes, threads));
        return most + _datasets.Sum(found => FoundDataset.PeakBytes(found.File, options.Backend)) + (4 * _witnessBytes);
    }

    /// <summary>The statement without its context. Results that the witness does not give are computed from the columns.</summary>
    /// <param name="records">Of the committed datasets.</param>
    /// <exception cref="JobEndException">A value is not determined, or one that is given is not what the columns say.</exception>
    public Statement State(IEnumerable<Dataset> records)
    {
        ulong?[] given = [.. Plan.PublicValues.Select((value, i) => value ?? _witness?.PublicValues[i])];
        DerivedPublicValues derived = new PublicValueDerivation(_sizes, [.. _datasets.Select(found => found.File.Columns)], Auxiliary).Derive(given);
        if (derived.Undetermined is [int open, ..])
        {
            throw Refused($"public value {open} is a result, but neither does the witness give it nor does a claim of the circuit determine it");
        }

        if (derived.FalseClaims is [FalseClaim wrong, ..])
        {
            int value = _sizes.Circuit.Claims[wrong.Claim].PublicValue;
            throw Refused($"public value {value} is given as {wrong.PublicValue}, but the column of claim {wrong.Claim} says {wrong.ColumnValue}");
        }

        return _sizes.Statement with { Datasets = [.. records], PublicValues = derived.Values };
    }

    /// <summary>A statement of this task with everything that follows from it.</summary>
    /// <exception cref="JobEndException">It is refused, which no change of context or results can bring about.</exception>
    public static Instance InstanceOf(Statement statement) =>
        Instance.TryCreate(statement, allowInsecure: false, out Instance? instance) is { } fault
            ? throw Refused($"the statement is refused: {fault}")
            : instance!;

    public void Dispose()
    {
        foreach (FoundDataset found in _datasets) { found.Dispose(); }
    }

    private static WitnessFile? OpenWitness(CircuitSpec spec)
    {
        if (spec.Witness.IsEmpty) { return null; }
        Rejection? fault = WitnessFile.TryOpen(new MemoryStream(spec.Witness.ToByteArray(), writable: false), out WitnessFile? witness);
        return fault is null ? witness : throw Refused($"the witness is refused: {fault}");
    }

    /// <summary>From the witness, else those of the table's dataset, else the only number that the plan allows.</summary>
    private ulong RowsOf(int number, Table table)
    {
        RowBounds bounds = Plan.Rows[number];
        ulong rows = _witness?.Tables[number].Rows
            ?? (table.DatasetColumns is [DatasetColumn first, ..] ? RowsOf(first) : null)
            ?? (bounds.Least == bounds.Most ? bounds.Least : throw Refused(
                $"table {number} has no dataset, so its rows ({bounds.Least} to {bounds.Most} are allowed) must be in a witness or be exact"));
        return rows >= bounds.Least && rows <= bounds.Most
            ? rows
            : throw Refused($"table {number} has {rows} rows, the job allows {bounds.Least} to {bounds.Most}");
    }

    /// <returns>Null when there is no such block, which the statement's own checks refuse.</returns>
    private ulong? RowsOf(DatasetColumn column) => column.Dataset < _datasets.Count && column.Block < _datasets[column.Dataset].File.Blocks.Length
        ? _datasets[column.Dataset].File.Blocks[column.Block].Rows
        : null;

    private void CheckMarketLimits()
    {
        if (!_sizes.IsAdmissibleOnChain)
        {
            throw Refused(
                $"the proof has {_sizes.MatrixRows} matrix rows and 2^{_sizes.LogInteractions} lookups; the market takes at most {_sizes.Profile.MaxRows} rows "
                + $"with {_sizes.Profile.Name} and 2^30 lookups: use a profile with longer rows");
        }

        long statement = _sizes.Statement.Encode().Length, core = CoreSize.Most(_sizes);
        if (statement + core > CircuitPlan.MaxStatementAndCoreBytes)
        {
            throw Refused(
                $"a statement of {statement} bytes and a core of up to {core} bytes do not fit one message, which has room for "
                + $"{CircuitPlan.MaxStatementAndCoreBytes}: use a smaller circuit, or a profile with longer rows");
        }
    }

    private static JobEndException Refused(string reason) => new(JobState.Refused, reason);
}
