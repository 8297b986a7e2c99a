using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Benchmarks;
using FvmCompute.Prover.Examples;
using FvmCompute.Prover.Proving;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Tests.Benchmarks;

public class ProofWorkTests
{
    private const double Leaves = (4 << 20) + (1 << 16) + (1 << 15);

    private static readonly IReadOnlyDictionary<ProofPhase, PhaseWork> Work = ProofWork.Of(Comparisons());

    /// <summary>17 rows of 2^18 at rate 1/4; leaves of 137 bytes take two compressions; 16 bits of work.</summary>
    [Fact]
    public void Of_Commitment_CountsButterfliesAndCompressions()
    {
        PhaseWork work = Work[ProofPhase.Commitment];
        Assert.Equal(17.0 * (1 << 20) * 9, work.BaseMultiplications);
        Assert.Equal((3.0 * (1 << 20)) + (1 << 16), work.Compressions);
    }

    [Fact]
    public void Of_Lookups_CountsLeavesAndLayers()
    {
        Assert.Equal(2 * Leaves, Work[ProofPhase.Lookups].BaseMultiplications);
        Assert.Equal(9.5 * Leaves, Work[ProofPhase.Lookups].ExtensionMultiplications);
    }

    /// <summary>
    /// Comparisons: three products of degree 2, a constraint of degree 3, messages of degrees 2, 1, 1 and 1, six opened values. Range tables: a constraint of
    /// degree 2, a numerator of degree 2, a message of degree 1, one opened value.
    /// </summary>
    [Fact]
    public void Of_Constraints_CountsTermsByDegree()
    {
        const double Comparing = 1 << 19, Ranges = (1 << 15) + (1 << 14);
        Assert.Equal((Comparing * (6 + 8 + 6)) + (Ranges * (5 + 1)), Work[ProofPhase.Constraints].ExtensionMultiplications);
        Assert.Equal((Comparing * (6 + 16 + 12)) + (Ranges * (10 + 2)), Work[ProofPhase.Constraints].BaseMultiplications);
    }

    /// <summary>25 matrix rows; levels of 16 rows over K, 2^14, 2^10 and 2^6 long at rates 2^-5, 2^-8 and 2^-11; 17 sites of work.</summary>
    [Fact]
    public void Of_Folding_CountsLevelsAndWork()
    {
        double transforms = 32.0 * ((1 << 19) * 7) + (32.0 * (1 << 18) * 5) + (32.0 * (1 << 17) * 3);
        Assert.Equal((2 * 25.0 * (1 << 18)) + transforms, Work[ProofPhase.Folding].BaseMultiplications);
        double hashes = ((1 << 19) + (1 << 18) + (1 << 17)) * (3.0 + 1);
        Assert.Equal(hashes + (17 << 16), Work[ProofPhase.Folding].Compressions);
    }

    [Fact]
    public void Seconds_OfWork_IsArithmeticOrMemory()
    {
        MachineRates rates = new(10, 5, 2, 100);
        Assert.Equal(1 + 2 + 3, new PhaseWork(10, 10, 6, 500).Seconds(rates));
        Assert.Equal(7, new PhaseWork(10, 10, 6, 700).Seconds(rates));
    }

    private static Instance Comparisons()
    {
        Assert.True(ProfileTable.TryFind(0x0212, out Profile? profile, out _));
        ProofExample example = IntegerComparisons.Make(1);
        Dataset dataset = new(default, 18, 2, [new(1 << 20, 2)], default, Ext2.Zero);
        Statement statement = new(default, profile!, example.Circuit, [dataset], [1 << 20, 1 << 16, 1 << 15], [0]);
        Assert.Null(Instance.TryCreate(statement, allowInsecure: false, out Instance? instance));
        return instance!;
    }
}
