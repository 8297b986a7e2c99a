using System.Text.Json;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Devices.Cpu;
using FvmCompute.Kernels.Prover;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Kernels.Prover.Far;
using FvmCompute.Kernels.Tests.Devices;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Prover.Proving;
using FvmCompute.Prover.Tests.Commitments;
using FvmCompute.Tests;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Prover.Tests.Proving;

public class CircuitProverTests
{
    /// <summary>A folder of more vectors to compare with, such as random_circuits.py writes.</summary>
    private const string MoreVectors = "FVMCOMPUTE_PROOF_VECTORS";

    public static TheoryData<string> EndToEndFiles()
    {
        IEnumerable<string> folders = [Vectors.PathOf("proof")];
        if (Environment.GetEnvironmentVariable(MoreVectors) is { Length: > 0 } more) { folders = folders.Append(more); }
        return [.. folders.SelectMany(f => Directory.EnumerateFiles(f, "e2e-*.json")).Where(HasWitness).Order()];
    }

    [Theory]
    [MemberData(nameof(EndToEndFiles))]
    public void Prove_ReferenceInputs_GivesTheReferencesBytes(string file)
    {
        ProofCase vector = Read(file);
        CircuitProof proof = vector.Prove(Options(new PlainBackend()));
        Assert.Equal(Convert.ToHexStringLower(vector.Proof), Convert.ToHexStringLower(proof.Encode()));
        Assert.Equal("accept", ProofVerifier.Verify(vector.StatementBytes, proof.Encode(), new VerifierOptions(AllowInsecureProfiles: true)).Code);
    }

    [Theory]
    [MemberData(nameof(EndToEndFiles))]
    public void Prove_OnEveryBackendThreadCountAndLevel_GivesTheSameBytes(string file)
    {
        ProofCase vector = Read(file);
        foreach (CpuLevel level in Enum.GetValues<CpuLevel>().Where(l => l <= CpuPath.Supported))
        {
            foreach (int threads in (int[])[1, 2, 5])
            {
                using CpuProverBackend backend = new(new MemoryBudget("test", 1 << 28), threads) { Level = level };
                Assert.Equal(vector.Proof, vector.Prove(Options(backend)).Encode());
            }
        }
    }

    /// <summary>The kernels encode, hash and open; the host does the rest. PoCL is one of the devices.</summary>
    [Fact]
    public void Prove_OnEveryDevice_GivesTheReferencesBytes()
    {
        using TestDevices devices = new();
        using CpuProverBackend host = new(new MemoryBudget("host", 1 << 28), threads: 2);
        foreach (string id in TestDevices.AllIds.Where(id => id != CpuDevice.Id))
        {
            using FarProverBackend backend = new(devices[id], host);
            foreach (string file in (string[])["e2e-group-by.json", "e2e-join.json", "e2e-matmul.json"])
            {
                ProofCase vector = Read(Vectors.PathOf("proof", file));
                Assert.Equal(vector.Proof, vector.Prove(Options(backend)).Encode());
            }
        }

        Assert.Contains(TestDevices.AllIds, id => id.StartsWith("opencl", StringComparison.Ordinal));
        Assert.Equal(0, host.Memory.UsedBytes);
    }

    [Fact]
    public void Prove_DatasetOfAnotherBackend_IsRefused()
    {
        ProofCase vector = Read(Vectors.PathOf("proof", "e2e-join.json"));
        CommittedDataset[] datasets = vector.Register(Options(new PlainBackend()));
        ProverOptions other = Options(new PlainBackend());
        ArgumentException exception = Assert.Throws<ArgumentException>(
            () => CircuitProver.Prove(vector.Statement, datasets, vector.Auxiliary, other, CancellationToken.None));
        Assert.Contains("another backend", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prove_SmallParts_CutsThemToTheLimit()
    {
        ProofCase vector = Read(Vectors.PathOf("proof", "e2e-sorted-sum.json"));
        CircuitProof proof = vector.Prove(Options(new PlainBackend()) with { MaxPartBytes = 700 });
        Assert.All(proof.Parts, part => Assert.InRange(part.Length, 6, 700));
        Assert.Equal("accept", ProofVerifier.Verify(vector.StatementBytes, proof.Encode(), new VerifierOptions(AllowInsecureProfiles: true)).Code);
    }

    [Theory]
    [InlineData("e2e-sorted-sum.json", 0, 0, Reason.GkrLayer)] // the difference of keys is looked up in the range table
    [InlineData("e2e-sorted-sum.json", 0, 1, Reason.ZerocheckFinal)] // the running sum
    [InlineData("e2e-matmul.json", 2, 0, Reason.ProductFinal)] // the result matrix
    public void Prove_WrongWitness_NamesTheCheckThatFails(string file, int table, int column, Reason reason)
    {
        ProofCase vector = Read(Vectors.PathOf("proof", file));
        ReadOnlyMemory<ulong>[][] auxiliary = [.. vector.Auxiliary.Select(t => (ReadOnlyMemory<ulong>[])[.. t])];
        ulong[] changed = auxiliary[table][column].ToArray();
        changed[1] += 1;
        auxiliary[table][column] = changed;
        ProverOptions options = Options(new PlainBackend());
        UnsatisfiedException exception = Assert.Throws<UnsatisfiedException>(
            () => CircuitProver.Prove(vector.Statement, vector.Register(options), auxiliary, options, CancellationToken.None));
        Assert.Equal(reason, exception.Rejection.Reason);
    }

    [Fact]
    public void Prove_FalsePublicValue_IsUnsatisfied()
    {
        ProofCase vector = Read(Vectors.PathOf("proof", "e2e-join.json"));
        Statement wrong = vector.Statement with { PublicValues = [vector.Statement.PublicValues[0] + 1] };
        ProverOptions options = Options(new PlainBackend());
        UnsatisfiedException exception = Assert.Throws<UnsatisfiedException>(
            () => CircuitProver.Prove(wrong, vector.Register(options), vector.Auxiliary, options, CancellationToken.None));
        Assert.Equal(Reason.ReductionFinal, exception.Rejection.Reason);
    }

    [Fact]
    public void Prove_GarbageInPadding_IsAcceptedAndCommitted()
    {
        ProofCase vector = Read(Vectors.PathOf("proof", "e2e-sorted-sum.json"));
        ReadOnlyMemory<ulong>[][] auxiliary = [.. vector.Auxiliary.Select((t, i) => (ReadOnlyMemory<ulong>[])[.. t.Select(c => i == 0 ? Pad(c, 32) : c)])];
        ProverOptions options = Options(new PlainBackend());
        CircuitProof proof = CircuitProver.Prove(vector.Statement, vector.Register(options), auxiliary, options, CancellationToken.None);
        Assert.NotEqual(vector.Proof, proof.Encode());
        Assert.Equal("accept", ProofVerifier.Verify(vector.StatementBytes, proof.Encode(), new VerifierOptions(AllowInsecureProfiles: true)).Code);
    }

    [Fact]
    public void Prove_InsecureProfileWithoutOptIn_IsRefused()
    {
        ProofCase vector = Read(Vectors.PathOf("proof", "e2e-join.json"));
        ProverOptions options = Options(new PlainBackend());
        CommittedDataset[] datasets = vector.Register(options);
        ArgumentException exception = Assert.Throws<ArgumentException>(() => CircuitProver.Prove(
            vector.Statement, datasets, vector.Auxiliary, options with { AllowInsecureProfiles = false }, CancellationToken.None));
        Assert.Contains("profile", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prove_OtherDataset_IsRefused()
    {
        ProofCase vector = Read(Vectors.PathOf("proof", "e2e-join.json"));
        ProverOptions options = Options(new PlainBackend());
        CommittedDataset[] swapped = [.. vector.Register(options).Reverse()];
        Assert.Throws<ArgumentException>(() => CircuitProver.Prove(vector.Statement, swapped, vector.Auxiliary, options, CancellationToken.None));
    }

    [Theory]
    [InlineData(26)] // one row too few
    [InlineData(33)] // beyond the padded height
    public void Prove_ColumnOfWrongLength_IsRefused(int length)
    {
        ProofCase vector = Read(Vectors.PathOf("proof", "e2e-sorted-sum.json"));
        ReadOnlyMemory<ulong>[][] auxiliary = [.. vector.Auxiliary];
        auxiliary[0] = [new ulong[length], auxiliary[0][1]];
        ProverOptions options = Options(new PlainBackend());
        CommittedDataset[] datasets = vector.Register(options);
        ArgumentException exception = Assert.Throws<ArgumentException>(
            () => CircuitProver.Prove(vector.Statement, datasets, auxiliary, options, CancellationToken.None));
        Assert.Contains("block 0, column 0", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prove_Cancelled_Stops()
    {
        ProofCase vector = Read(Vectors.PathOf("proof", "e2e-join.json"));
        ProverOptions options = Options(new PlainBackend());
        CommittedDataset[] datasets = vector.Register(options);
        Assert.ThrowsAny<OperationCanceledException>(
            () => CircuitProver.Prove(vector.Statement, datasets, vector.Auxiliary, options, new CancellationToken(canceled: true)));
    }

    private static ProverOptions Options(IProverBackend backend) => new(backend) { AllowInsecureProfiles = true, MaxPartBytes = 1500 };

    private static ProofCase Read(string file)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(file));
        return ProofCase.Read(json.RootElement);
    }

    private static bool HasWitness(string file)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(file));
        return json.RootElement.TryGetProperty("aux_columns", out _);
    }

    private static ReadOnlyMemory<ulong> Pad(ReadOnlyMemory<ulong> column, int length)
    {
        ulong[] padded = new ulong[length];
        padded.AsSpan().Fill(0x1234_5678_9ABC_DEF0);
        column.CopyTo(padded);
        return padded;
    }
}
