using System.Text.Json;
using FvmCompute.Prover.Files;
using FvmCompute.Prover.Proving;
using FvmCompute.Prover.PublicValues;
using FvmCompute.Prover.Tests.Commitments;
using FvmCompute.Prover.Tests.Proving;
using FvmCompute.Tests;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Prover.Tests.Files;

/// <summary>The reference's cases as files: from circuit, dataset and witness file the same statement and the same proof must come out.</summary>
public class VectorFileTests
{
    private static readonly ProverOptions Options = new(new PlainBackend()) { AllowInsecureProfiles = true, MaxPartBytes = 1500 };

    [Theory]
    [InlineData("e2e-join.json")] // a sum over a table, two datasets
    [InlineData("e2e-sorted-sum.json")] // lookups, a cell
    [InlineData("e2e-matmul.json")]
    public void Files_OfAReferenceCase_GiveItsProof(string name)
    {
        ProofCase vector = Read(name);
        Statement given = vector.Statement;
        using MemoryStream circuitFile = new(given.Circuit.Encode());
        Assert.Null(CircuitFile.TryRead(circuitFile, out Circuit? circuit, out _));
        DatasetFile[] datasets = [.. given.Datasets.Select((d, i) => Reopen(d, vector.Datasets[i]))];
        CommittedDataset[] committed =
            [.. datasets.Select((d, i) => CommittedDataset.Register(given.Profile, d.Blocks, d.Columns, d.Schema, Options, CancellationToken.None))];
        WitnessFile witness = Reopen(given, vector.Auxiliary);
        Statement statement = new(
            given.Context, given.Profile, circuit!, [.. committed.Select(d => d.Record)], [.. witness.Tables.Select(t => t.Rows)],
            [.. witness.PublicValues.Select(v => v ?? 0)]);
        Assert.Null(Instance.TryCreate(statement, allowInsecure: true, out Instance? instance));
        DerivedPublicValues derived = new PublicValueDerivation(instance!, [.. datasets.Select(d => d.Columns)], witness.Columns).Derive(witness.PublicValues);
        Assert.Empty(derived.FalseClaims);
        Assert.Empty(derived.Undetermined);
        statement = statement with { PublicValues = derived.Values };
        Assert.Equal(vector.StatementBytes, statement.Encode());
        Assert.Equal(vector.Proof, CircuitProver.Prove(statement, committed, witness.Columns, Options, CancellationToken.None).Encode());
    }

    [Fact]
    public void ProofFile_RoundTrip_IsVerifiedFromTheFileAlone()
    {
        ProofCase vector = Read("e2e-join.json");
        byte[] bytes = SampleFiles.Write(new ProofFile(vector.StatementBytes, vector.Proof).Write);
        using MemoryStream file = new(bytes);
        Assert.Null(ProofFile.TryRead(file, out ProofFile? read));
        Assert.Equal("accept", ProofVerifier.Verify(read!.Statement, read.Proof, new VerifierOptions(AllowInsecureProfiles: true)).Code);
        Assert.Equal("46564d530100", Convert.ToHexStringLower(bytes.AsSpan(0, 6)));
    }

    [Fact]
    public void ProofFile_EveryTruncation_IsRefusedHereOrByTheVerifier()
    {
        ProofCase vector = Read("e2e-join.json");
        byte[] bytes = SampleFiles.Write(new ProofFile(vector.StatementBytes, vector.Proof).Write);
        for (int length = 0; length < bytes.Length; length += length < 600 ? 1 : 97)
        {
            using MemoryStream file = new(bytes[..length]);
            Rejection? fault = ProofFile.TryRead(file, out ProofFile? read);
            Assert.True(fault is not null || !ProofVerifier.Verify(read!.Statement, read.Proof, new(AllowInsecureProfiles: true)).IsAccepted);
        }
    }

    [Fact]
    public void CircuitFile_TrailingByteOrMalformedCircuit_IsRefused()
    {
        Circuit circuit = Read("e2e-join.json").Statement.Circuit;
        using MemoryStream longer = new([.. circuit.Encode(), 0]);
        Assert.Equal("circuit", CircuitFile.TryRead(longer, out _, out _)!.Where);
        using MemoryStream malformed = new((circuit with { PublicValues = 0 }).Encode());
        Assert.Equal("public value of claim", CircuitFile.TryRead(malformed, out _, out _)!.Where);
        using MemoryStream empty = new();
        Assert.NotNull(CircuitFile.TryRead(empty, out _, out _));
    }

    [Fact]
    public void CircuitFile_LongerThanItsLimit_IsRefusedUnread()
    {
        using LongStream file = new(CircuitFile.MaxBytes + 1L);
        Assert.Equal("bytes of the circuit file", CircuitFile.TryRead(file, out _, out _)!.Where);
        Assert.Equal("bytes of the proof file", ProofFile.TryRead(file, out _)!.Where);
    }

    [Fact]
    public void KindOf_EachKind_IsRecognised()
    {
        ProofCase vector = Read("e2e-join.json");
        Assert.Equal(ProofFileKind.Circuit, Kind(vector.Statement.Circuit.Encode()));
        Assert.Equal(ProofFileKind.Dataset, Kind(SampleFiles.Dataset()));
        Assert.Equal(ProofFileKind.Witness, Kind(SampleFiles.Witness()));
        Assert.Equal(ProofFileKind.Proof, Kind(SampleFiles.Write(new ProofFile([], []).Write)));
        Assert.Equal(ProofFileKind.Circuit, Kind([]));
    }

    private static ProofFileKind Kind(byte[] bytes)
    {
        using MemoryStream file = new(bytes);
        return FileStart.KindOf(file);
    }

    private static DatasetFile Reopen(Dataset record, ReadOnlyMemory<ulong>[][] columns)
    {
        Profile profile = ProfileOf(record);
        MemoryStream file = new(SampleFiles.Write(f => DatasetFile.Write(f, profile, record.Schema, record.Blocks, columns)));
        Assert.Null(DatasetFile.TryOpen(file, out DatasetFile? dataset));
        return dataset!;
    }

    /// <summary>With every public value that a claim determines left out.</summary>
    private static WitnessFile Reopen(Statement statement, IReadOnlyList<ReadOnlyMemory<ulong>[]> auxiliary)
    {
        Verifier.Layouts.Block[] tables = [.. statement.Circuit.Tables.Zip(statement.RowCounts, (t, n) => new Verifier.Layouts.Block(n, t.AuxiliaryColumns))];
        HashSet<int> claimed = [.. statement.Circuit.Claims.Select(c => (int)c.PublicValue)];
        ulong?[] values = [.. statement.PublicValues.Select((v, i) => claimed.Contains(i) ? (ulong?)null : v)];
        ReadOnlyMemory<ulong>[][] columns = [.. auxiliary.Select((t, i) => (ReadOnlyMemory<ulong>[])[.. t.Select(c => c[..(int)tables[i].Rows])])];
        MemoryStream file = new(SampleFiles.Write(f => WitnessFile.Write(f, tables, values, columns)));
        Assert.Null(WitnessFile.TryOpen(file, out WitnessFile? witness));
        Assert.Null(witness!.CheckAgainst(statement.Circuit));
        return witness;
    }

    private static Profile ProfileOf(Dataset record) =>
        ProfileTable.Test.First(p => p.LogRowLength == record.LogRowLength && p.LogInverseRate == record.LogInverseRate);

    private static ProofCase Read(string name)
    {
        using JsonDocument json = Vectors.Json("proof", name);
        return ProofCase.Read(json.RootElement);
    }

    /// <summary>A file of zeros that must not be read.</summary>
    private sealed class LongStream(long length) : MemoryStream
    {
        public override long Length => length;

        public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException("read");

        public override int Read(Span<byte> buffer) => throw new InvalidOperationException("read");
    }
}
