using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Prover.Examples;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Proving;
using FvmCompute.Prover.Satisfaction;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Tests.Proving;

/// <summary>Tests that count the process's allocations, so that nothing else may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

[Collection(Alone.Name)]
public class ProofPlanTests
{
    /// <summary>What the plan leaves out: programs, blocks of rows, lists and the proof itself.</summary>
    private const long SmallBytes = 4 << 20;

    [Theory]
    [InlineData(5000, 0x020C)]
    [InlineData(1 << 16, 0x0210)]
    public void Of_SecureProfile_StatesAllThatAProofTakes(int rows, ushort id)
    {
        Assert.True(ProfileTable.TryFind(id, out Profile? profile, out _));
        ProofExample job = IntegerComparisons.Make(rows);
        MemoryBudget budget = new("test", 1L << 32);
        using CpuProverBackend backend = new(budget, threads: 2);
        ProverOptions options = new(backend);
        using CommittedDataset dataset = job.Register(profile!, options);
        long ofDataset = budget.UsedBytes;
        Statement statement = job.State(profile!, dataset);
        Assert.Null(Instance.TryCreate(statement, allowInsecure: false, out Instance? instance));
        ProofPlan plan = ProofPlan.Of(instance!, options);

        CircuitProof proof = CircuitProver.Prove(statement, [dataset], job.AuxiliaryLists, options, CancellationToken.None);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        CircuitProof again = CircuitProver.Prove(statement, [dataset], job.AuxiliaryLists, options, CancellationToken.None);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.Equal(ofDataset, budget.UsedBytes);
        Assert.InRange(allocated, 0, plan.PeakBytes + SmallBytes);
        Assert.Equal(proof.Encode(), again.Encode());
        Assert.All(proof.Parts, part => Assert.InRange(part.Length, 1, 60 << 10));
        Assert.Equal("accept", ProofVerifier.Verify(statement.Encode(), proof.Encode(), VerifierOptions.Secure).Code);
    }

    /// <summary>A check allocates what it states, whether all is well or all messages have to be counted.</summary>
    [Theory]
    [InlineData(5000)]
    [InlineData(1 << 17)]
    public void WorkingBytes_OfACheck_AreEnoughAtAnyHeight(int rows)
    {
        Assert.True(ProfileTable.TryFind(0x0210, out Profile? profile, out _));
        ProofExample job = IntegerComparisons.Make(rows);
        using CpuProverBackend backend = new(new MemoryBudget("test", 1L << 32), threads: 2);
        using CommittedDataset dataset = job.Register(profile!, new(backend));
        Assert.Null(Instance.TryCreate(job.State(profile!, dataset), allowInsecure: false, out Instance? instance));
        ulong[] none = new ulong[1 << 16];
        foreach (ProofExample own in (ProofExample[])[job, job with { Auxiliary = [job.Auxiliary[0], [none], job.Auxiliary[2]] }])
        {
            StackedMatrix auxiliary = CircuitProver.StackAuxiliary(instance!, own.AuxiliaryLists);
            WitnessFault? fault = WitnessCheck.Run(instance!, [dataset.Matrix], auxiliary, new(2), CancellationToken.None);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Assert.Equal($"{fault}", $"{WitnessCheck.Run(instance!, [dataset.Matrix], auxiliary, new(2), CancellationToken.None)}");
            long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
            Assert.InRange(allocated, 0, WitnessCheck.WorkingBytes(instance!, threads: 2));
            Assert.Equal(own != job, fault is not null);
        }
    }

    /// <summary>A session refuses whatever exceeds its share, so a proof that fits into the stated peak shows that it is enough.</summary>
    [Theory]
    [InlineData(5000, 0x020C)]
    [InlineData(1 << 16, 0x0210)]
    public void Of_AnyProof_IsEnoughAndNotFarTooMuch(int rows, ushort id)
    {
        Assert.True(ProfileTable.TryFind(id, out Profile? profile, out _));
        ProofExample job = IntegerComparisons.Make(rows);
        using CpuProverBackend backend = new(new MemoryBudget("test", 1L << 32), threads: 2);
        using StintingBackend stinting = new(backend);
        ProverOptions options = new(stinting);
        using CommittedDataset dataset = job.Register(profile!, options);
        Statement statement = job.State(profile!, dataset);
        CircuitProver.Prove(statement, [dataset], job.AuxiliaryLists, options, CancellationToken.None);
        stinting.Percent = 80;
        Assert.Throws<DeviceMemoryException>(() => CircuitProver.Prove(statement, [dataset], job.AuxiliaryLists, options, CancellationToken.None));
    }

    /// <summary>Lets sessions have a part of what they ask for.</summary>
    private sealed class StintingBackend(IProverBackend backend) : IProverBackend
    {
        public int Percent { get; set; } = 100;

        public string Device => backend.Device;

        public MemoryBudget Memory => backend.Memory;

        public ProverMemory RowsBytes(RowsShape shape) => backend.RowsBytes(shape);

        public ProverMemory TreeBytes(RowsShape shape, int rateLog) => backend.TreeBytes(shape, rateLog);

        public ProverMemory EncodingBytes(RowsShape shape, int rateLog) => backend.EncodingBytes(shape, rateLog);

        public ProverMemory FractionBytes(int logLeaves, long usedLeaves) => backend.FractionBytes(logLeaves, usedLeaves);

        public ProverMemory RowSumcheckBytes(int columns, int logHeight) => backend.RowSumcheckBytes(columns, logHeight);

        public ProverMemory ReductionBytes(int logRowLength, IReadOnlyList<WeightTerm> terms) => backend.ReductionBytes(logRowLength, terms);

        public ProverMemory ProductBytes(int logInner) => backend.ProductBytes(logInner);

        public ProverMemory PolynomialBytes(int logRowLength) => backend.PolynomialBytes(logRowLength);

        public ProverMemory OracleRowsBytes(RowsShape shape) => backend.OracleRowsBytes(shape);

        public IProverSession Begin(ProverMemory peak, CancellationToken cancellation) =>
            backend.Begin(new(peak.DeviceBytes * Percent / 100, peak.HostBytes * Percent / 100), cancellation);

        public void Dispose()
        {
        }
    }
}
