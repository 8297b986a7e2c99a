using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Tests.Verdicts;

public class VerdictTests
{
    [Fact]
    public void Default_Verdict_AcceptsNothing()
    {
        Assert.False(default(Verdict).IsAccepted);
        Assert.NotEqual(Verdict.Accepted, default);
    }

    [Fact]
    public void Code_EveryReason_HasItsOwn()
    {
        string[] codes = [.. Enum.GetValues<Reason>().Select(r => new Rejection(r, "x", 0, "", "").Code)];
        Assert.Equal(codes.Length, codes.Distinct().Count());
        Assert.All(codes, c => Assert.Matches("^[a-z-]+$", c));
    }

    [Fact]
    public void ToString_Rejection_SaysWhereExpectedAndGot() =>
        Assert.Equal("gkr-layer: gkr layer [3]: expected 1, got 2", new Rejection(Reason.GkrLayer, "gkr layer", 3, "1", "2").ToString());
}
