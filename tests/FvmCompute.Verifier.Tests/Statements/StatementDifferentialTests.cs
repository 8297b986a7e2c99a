using FvmCompute.Tests;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Tests.Statements;

/// <summary>Which statements are within the limits: three implementations agree. A proof without bytes is refused for its statement or for itself.</summary>
public class StatementDifferentialTests
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("FVMCOMPUTE_LONG_TESTS") == "1";
    private static readonly int Seed = Long ? Environment.TickCount : 1;

    /// <summary>A container of an empty core and no parts.</summary>
    private static readonly byte[] NoProof = new byte[6];

    /// <summary>On chains an integer rule stands for the ledger: it admits no statement that the ledger refuses.</summary>
    [Fact]
    public void TryCreate_StatementsAroundTheLimits_AdmitsThoseTheActorsVerifierAdmits()
    {
        using ForeignVerifier rust = ForeignVerifier.StartRust();
        int admitted = Compare(Long ? 100_000 : 4_000, (bytes, instance, fault) =>
        {
            string theirs = rust.Verify(bytes, NoProof);
            bool admits = instance is not null && (instance.Profile.IsInsecure || instance.IsAdmissibleOnChain);
            bool agrees = theirs.StartsWith("reject Core", StringComparison.Ordinal) == admits;
            agrees &= instance is null || admits || theirs.StartsWith("reject Profile BeyondSoundness", StringComparison.Ordinal);
            Assert.True(agrees, $"seed {Seed}: {fault?.ToString() ?? "admitted"}, the actors' verifier: {theirs}: {Convert.ToHexStringLower(bytes)}");
        });
        Assert.True(admitted > 400, $"{admitted}");
    }

    [Fact]
    public void TryCreate_StatementsAroundTheLimits_AdmitsThoseTheReferenceAdmits()
    {
        using ForeignVerifier reference = ForeignVerifier.StartReference();
        Compare(Long ? 20_000 : 1_000, (bytes, instance, fault) =>
        {
            string theirs = reference.Verify(bytes, NoProof);
            bool agrees = theirs == (instance is not null ? "reject decode" : fault!.Reason == Reason.Profile ? "reject profile" : "reject statement");
            Assert.True(agrees, $"seed {Seed}: {fault?.ToString() ?? "admitted"}, the reference: {theirs}: {Convert.ToHexStringLower(bytes)}");
        });
    }

    /// <summary>How many were admitted.</summary>
    private static int Compare(int count, Action<byte[], Instance?, Rejection?> check)
    {
        RandomStatements statements = new(new Random(Seed));
        int admitted = 0;
        for (int i = 0; i < count; i++)
        {
            byte[] bytes = statements.Next().Encode();
            Instance? instance = null;
            Rejection? fault = StatementDecoding.TryDecode(bytes, out Statement? decoded) ?? Instance.TryCreate(decoded!, true, out instance);
            check(bytes, instance, fault);
            admitted += instance is null ? 0 : 1;
        }

        return admitted;
    }
}
