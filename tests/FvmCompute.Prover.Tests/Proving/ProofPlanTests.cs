using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Prover.Examples;
using FvmCompute.Prover.Proving;
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
    public void Of_SecureProfile_StatesAllThatAProofAllocates(int rows, ushort id)
    {
        Assert.True(ProfileTable.TryFind(id, out Profile? profile, out _));
        ProofExample job = IntegerComparisons.Make(rows);
        using CpuProverBackend backend = new(new MemoryBudget("test", 1L << 32), threads: 2);
        ProverOptions options = new(backend) { Threads = 2 };
        using CommittedDataset dataset = job.Register(profile!, options);
        Statement statement = job.State(profile!, dataset);
        Assert.Null(Instance.TryCreate(statement, allowInsecure: false, out Instance? instance));
        ProofPlan plan = ProofPlan.Of(instance!, options);

        CircuitProof proof = CircuitProver.Prove(statement, [dataset], job.AuxiliaryLists, options, CancellationToken.None);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        CircuitProof again = CircuitProver.Prove(statement, [dataset], job.AuxiliaryLists, options, CancellationToken.None);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.InRange(allocated, 0, plan.PeakBytes + SmallBytes);
        Assert.InRange(plan.PeakBytes, 0, (2 * allocated) + SmallBytes);
        Assert.Equal(proof.Encode(), again.Encode());
        Assert.All(proof.Parts, part => Assert.InRange(part.Length, 1, ProverOptions.MessagePartBytes));
        Assert.Equal("accept", ProofVerifier.Verify(statement.Encode(), proof.Encode(), VerifierOptions.Secure).Code);
    }
}
