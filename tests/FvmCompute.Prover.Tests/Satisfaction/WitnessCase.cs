using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Examples;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Proving;
using FvmCompute.Prover.Satisfaction;
using FvmCompute.Prover.Tests.Proving;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Tests.Satisfaction;

/// <summary>A statement with all columns, to be changed, checked and proven.</summary>
internal sealed record WitnessCase(Statement Statement, ReadOnlyMemory<ulong>[][][] Datasets, ReadOnlyMemory<ulong>[][] Auxiliary)
{
    public static WitnessCase Of(ProofCase vector) => new(vector.Statement, [.. vector.Datasets], [.. vector.Auxiliary]);

    public static WitnessCase Of(ProofExample example, Profile profile)
    {
        using CpuProverBackend backend = MakeBackend();
        using CommittedDataset dataset = example.Register(profile, Options(backend));
        return new(
            example.State(profile, dataset), [[.. example.DatasetColumns.Select(block => (ReadOnlyMemory<ulong>[])[.. block])]],
            [.. example.Auxiliary.Select(table => (ReadOnlyMemory<ulong>[])[.. table])]);
    }

    /// <returns>Null: the statement itself is refused.</returns>
    public Instance? TryInstance() => Instance.TryCreate(Statement, allowInsecure: true, out Instance? instance) is null ? instance : null;

    public WitnessFault? Check(int threads = 2, CancellationToken cancellation = default)
    {
        Instance instance = TryInstance()!;
        StackedMatrix[] datasets = [.. Datasets.Select((columns, d) =>
            StackedMatrix.Stack(instance.DatasetLayouts[d], Statement.Datasets[d].Blocks, Statement.Profile.LogRowLength, columns))];
        return WitnessCheck.Run(instance, datasets, CircuitProver.StackAuxiliary(instance, Auxiliary), new(threads), cancellation);
    }

    /// <summary>Whether prover and verifier make and accept a proof; datasets are registered anew.</summary>
    public bool IsProven()
    {
        using CpuProverBackend backend = MakeBackend();
        CommittedDataset[] committed = [.. Statement.Datasets.Select((d, i) => CommittedDataset.Register(
            Statement.Profile, d.Blocks, Datasets[i], d.Schema, Options(backend), CancellationToken.None))];
        try
        {
            Statement own = Statement with { Datasets = [.. committed.Select(d => d.Record)] };
            byte[] proof = CircuitProver.Prove(own, committed, Auxiliary, Options(backend), CancellationToken.None).Encode();
            return ProofVerifier.Verify(own.Encode(), proof, new VerifierOptions(AllowInsecureProfiles: true)).IsAccepted;
        }
        catch (UnsatisfiedException)
        {
            return false;
        }
        finally
        {
            foreach (CommittedDataset dataset in committed) { dataset.Dispose(); }
        }
    }

    /// <summary>The same with one auxiliary cell changed.</summary>
    public WitnessCase WithCell(int table, int column, int row, ulong value) =>
        this with { Auxiliary = [.. Auxiliary.Select((columns, t) => t == table ? Changed(columns, column, row, value) : columns)] };

    /// <summary>The same with one cell, public value or number of rows changed at random.</summary>
    public WitnessCase Mutate(Random random)
    {
        int kind = random.Next(10);
        if (kind == 0 && Statement.PublicValues.Length > 0) { return WithOtherPublicValue(random); }
        var cells = Datasets.SelectMany((blocks, d) => blocks.SelectMany((columns, b) => columns.Select((c, i) => (d, b, i, c))));
        if (kind == 1 && Pick(random, cells) is { } place)
        {
            ReadOnlyMemory<ulong>[][][] changed = [.. Datasets];
            changed[place.d] = [.. changed[place.d]];
            changed[place.d][place.b] = MutateIn(random, changed[place.d][place.b], place.i);
            return this with { Datasets = changed };
        }

        int table = random.Next(Auxiliary.Length);
        if (kind == 2 && Statement.RowCounts[table] > 0)
        {
            return this with { Statement = Statement with { RowCounts = Statement.RowCounts.SetItem(table, Statement.RowCounts[table] - 1) } };
        }

        return Pick(random, Auxiliary.SelectMany((columns, t) => columns.Select((c, i) => (d: t, b: 0, i, c)))) is { } cell
            ? this with { Auxiliary = [.. Auxiliary.Select((columns, t) => t == cell.d ? MutateIn(random, columns, cell.i) : columns)] }
            : WithOtherPublicValue(random);
    }

    private WitnessCase WithOtherPublicValue(Random random)
    {
        if (Statement.PublicValues.IsEmpty) { return this; }
        int i = random.Next(Statement.PublicValues.Length);
        return this with { Statement = Statement with { PublicValues = Statement.PublicValues.SetItem(i, Other(random, Statement.PublicValues[i])) } };
    }

    private static CpuProverBackend MakeBackend() => new(new MemoryBudget("test", 1L << 30), threads: 2);

    private static ProverOptions Options(CpuProverBackend backend) => new(backend) { AllowInsecureProfiles = true };

    private static (int d, int b, int i, ReadOnlyMemory<ulong> c)? Pick(Random random, IEnumerable<(int d, int b, int i, ReadOnlyMemory<ulong> c)> columns)
    {
        (int, int, int, ReadOnlyMemory<ulong> Cells)[] filled = [.. columns.Where(column => column.c.Length > 0)];
        return filled.Length == 0 ? null : filled[random.Next(filled.Length)];
    }

    private static ReadOnlyMemory<ulong>[] MutateIn(Random random, ReadOnlyMemory<ulong>[] columns, int column)
    {
        int row = random.Next(4) switch { 0 => 0, 1 => columns[column].Length - 1, _ => random.Next(columns[column].Length) };
        return Changed(columns, column, row, Other(random, columns[column].Span[row]));
    }

    private static ReadOnlyMemory<ulong>[] Changed(ReadOnlyMemory<ulong>[] columns, int column, int row, ulong value)
    {
        ulong[] cells = columns[column].ToArray();
        cells[row] = value;
        return [.. columns.Select((own, c) => c == column ? cells : own)];
    }

    private static ulong Other(Random random, ulong value) => random.Next(4) switch
    {
        0 => Goldilocks.Add(value, 1),
        1 => value == 0 ? 1UL : 0,
        2 => Goldilocks.Negate(value),
        _ => (ulong)random.NextInt64(),
    };
}
