using FvmCompute.Prover.Examples;
using FvmCompute.Sidecar.Circuits;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Sidecar.Tests.Circuits;

public class ProofTimesTests
{
    /// <summary>Only ratios are looked at: what the machine does meanwhile changes both sides.</summary>
    [Fact]
    public void Estimate_AfterProofs_IsTheSlowestOfThoseRemembered()
    {
        ProofTimes times = new(threads: 2);
        Instance instance = Compare();
        ProofEstimate first = times.Estimate(instance);
        Assert.Equal(2 + (6 * first.WorkSeconds), first.Time.TotalSeconds, 3);
        Learn(times, instance, slowdown: 20);
        Assert.Equal(20, Slowdown(times.Estimate(instance)), 3);
        Learn(times, instance, slowdown: 7);
        Assert.Equal(20, Slowdown(times.Estimate(instance)), 3);
        for (int i = 0; i < 15; i++) { Learn(times, instance, slowdown: 7); }
        Assert.Equal(7, Slowdown(times.Estimate(instance)), 3);
        for (int i = 0; i < 16; i++) { Learn(times, instance, slowdown: 1); }
        Assert.Equal(4, Slowdown(times.Estimate(instance)), 3);
    }

    private static double Slowdown(ProofEstimate estimate)
    {
        Assert.True(estimate.WorkSeconds > 0, $"{estimate.WorkSeconds} s");
        return estimate.Time.TotalSeconds / estimate.WorkSeconds;
    }

    private static void Learn(ProofTimes times, Instance instance, double slowdown)
    {
        ProofEstimate estimate = times.Estimate(instance);
        times.Record(estimate, TimeSpan.FromSeconds(slowdown * estimate.WorkSeconds));
    }

    private static Instance Compare()
    {
        Profile profile = ProfileTable.Secure.Single(p => p.Name == "chain-4-m18");
        ProofExample example = IntegerComparisons.Make(10);
        Dataset dataset = new(default, profile.LogRowLength, profile.LogInverseRate, [.. example.Blocks], default, default);
        Statement statement = new(default, profile, example.Circuit, [dataset], [.. example.Tables.Select(t => t.Rows)], [0]);
        Assert.Null(Instance.TryCreate(statement, allowInsecure: false, out Instance? instance));
        return instance!;
    }
}
