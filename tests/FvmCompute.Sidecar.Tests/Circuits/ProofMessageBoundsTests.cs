using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Prover.Examples;
using FvmCompute.Prover.Proving;
using FvmCompute.Sidecar.Circuits;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Sidecar.Tests.Circuits;

public class ProofMessageBoundsTests
{
    /// <summary>Parts cut short, so that there are many of them, and as they are sent.</summary>
    [Theory]
    [InlineData("sum", 3000, "chain-4-m12", 4000)]
    [InlineData("sum", 3000, "chain-8-m12", 700)]
    [InlineData("sum", 3000, "chain-8-m12", ProverOptions.MessageBytes)]
    [InlineData("compare", 20_000, "chain-4-m12", ProverOptions.MessageBytes)]
    [InlineData("compare", 5000, "offchain-2-m12", 10_000)]
    public void Of_AnyProof_BoundsItsMessages(string name, int rows, string profileName, int maxPartBytes)
    {
        Profile profile = ProfileTable.Secure.Single(p => p.Name == profileName);
        ProofExample example = ExampleCatalog.All.Single(e => e.Name == name).Make(rows);
        using CpuProverBackend backend = new(new MemoryBudget("test", long.MaxValue), threads: 2);
        ProverOptions options = ProverOptions.ForChain(backend) with { MaxPartBytes = maxPartBytes };
        using CommittedDataset dataset = example.Register(profile, options);
        Statement statement = example.State(profile, dataset);
        byte[] proof = CircuitProver.Prove(statement, [dataset], example.AuxiliaryLists, options, default).Encode();
        Assert.Null(ProofMessages.TryCreate(statement.Encode(), proof, out ProofMessages? messages));
        Assert.Null(Instance.TryCreate(statement, allowInsecure: false, out Instance? instance));
        ProofMessageBounds bounds = ProofMessageBounds.Of(instance!, maxPartBytes);
        Assert.InRange(messages!.Parts.Length, 1, bounds.Count);
        Assert.All(Enumerable.Range(0, messages.Parts.Length), i => Assert.InRange(messages.Open(ulong.MaxValue, i..(i + 1)).Length, 1, bounds.Bytes));
        Assert.InRange(bounds.Count, 1, 3 * messages.Parts.Length);
        Assert.True(bounds.Fit, $"{bounds.Bytes} bytes");
    }

    [Fact]
    public void Fit_EveryChainProfileAtItsWidest_IsCloseToWhatAMessageCarries()
    {
        foreach (Profile profile in ProfileTable.Secure.Where(p => p.Name.StartsWith("chain", StringComparison.Ordinal)))
        {
            Statement statement = Widest(profile, (ulong)(profile.MaxRows - 1) << profile.LogRowLength);
            Assert.Null(Instance.TryCreate(statement, allowInsecure: false, out Instance? instance));
            ProofMessageBounds bounds = ProofMessageBounds.Of(instance!, ProverOptions.MessageBytes);
            Assert.InRange(bounds.Bytes, ProverOptions.MessageBytes, CircuitPlan.MaxParameterBytes);
            Assert.True(bounds.Fit, profile.Name);
            Assert.False((bounds with { Bytes = CircuitPlan.MaxParameterBytes + 1 }).Fit, profile.Name);
        }
    }

    /// <summary>As many matrix rows as a market takes, in four datasets.</summary>
    private static Statement Widest(Profile profile, ulong rows)
    {
        ProofExample example = ColumnSum.Make(1);
        ulong each = rows >> 2;
        Dataset dataset = new(default, profile.LogRowLength, profile.LogInverseRate, [new(each, 1)], default, default);
        return new(default, profile, example.Circuit, [dataset, dataset, dataset, dataset], [each], [0]);
    }
}
