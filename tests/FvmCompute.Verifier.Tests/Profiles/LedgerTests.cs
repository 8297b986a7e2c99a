using System.Text.Json;
using FvmCompute.Tests;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Tests.Profiles;

public class LedgerTests
{
    public static TheoryData<string> SecureNames() => [.. ProfileTable.Secure.Select(p => p.Name)];

    [Fact]
    public void Rounds_ReferenceVectors_AgreeToThreeDecimals()
    {
        using JsonDocument vectors = Vectors.Json("proof", "profiles.json");
        foreach (JsonElement v in vectors.RootElement.EnumerateArray())
        {
            ProfileTable.TryFind(v.GetProperty("id").GetUInt16(), out Profile? profile, out Digest _);
            LedgerSizes sizes = new(v.GetProperty("W").GetInt32(), LogInteractions: 26, Width: 16, Constraints: 1000, Degree: 5, Claims: 4096, DatasetRows: 32);
            string[] expected = [.. v.GetProperty("ledger").EnumerateArray().Select(r => $"{r[0].GetString()} {r[1].GetDouble():F3} {r[2].GetInt32()}")];
            Assert.Equal(expected, Ledger.Rounds(profile!, sizes).Select(r => $"{r.Name} {r.StatisticalBits:F3} {r.PowBits}"));
        }
    }

    /// <summary>The integer rule that stands for the ledger on chains: proof-system.md §13.</summary>
    [Theory]
    [MemberData(nameof(SecureNames))]
    public void Check_LimitsOfTheAdmissionRule_AreSecureAndNoFewerQueriesAre(string name)
    {
        Profile profile = ProfileTable.Secure.Single(p => p.Name == name);
        LedgerSizes limits = new(profile.MaxRows, LogInteractions: 30, Width: 64, Constraints: 65535, Degree: 5, Claims: 65535, DatasetRows: profile.MaxRows);
        Assert.Null(Ledger.Check(profile, limits, allowInsecure: false));
        Profile weakened = profile with { Queries = profile.Queries.SetItem(0, (ushort)(profile.Queries[0] - 2)) };
        Rejection? rejection = Ledger.Check(weakened, limits, allowInsecure: true);
        Assert.Equal((Reason.Profile, "security of queries level 0"), (rejection!.Reason, rejection.Where));
    }

    [Fact]
    public void Check_LessWorkThanTheFloor_IsRefused()
    {
        Profile profile = ProfileTable.Secure[0];
        LedgerSizes sizes = new(2, 10, 1, 1, 2, 4, 1);
        Assert.Null(Ledger.Check(profile, sizes, allowInsecure: false));
        Assert.NotNull(Ledger.Check(profile with { PowQuery = [16, 15, 16] }, sizes, allowInsecure: false));
        Assert.NotNull(Ledger.Check(profile with { Queries = [82, 35, 22], PowQuery = [60, 16, 16] }, sizes, allowInsecure: false));
    }

    [Fact]
    public void Check_MoreInteractionsThanTheFieldBears_IsRefused()
    {
        LedgerSizes sizes = new(2, LogInteractions: 40, 64, 1, 2, 4, 1);
        Assert.Equal(Reason.Profile, Ledger.Check(ProfileTable.Secure[0], sizes, allowInsecure: false)?.Reason);
    }

    [Fact]
    public void Check_TestProfile_NeedsTheOptIn()
    {
        LedgerSizes sizes = new(2, 4, 1, 1, 2, 4, 1);
        foreach (Profile profile in ProfileTable.Test)
        {
            Assert.Equal(Reason.Profile, Ledger.Check(profile, sizes, allowInsecure: false)?.Reason);
            Assert.Null(Ledger.Check(profile, sizes, allowInsecure: true));
        }
    }
}
