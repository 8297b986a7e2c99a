using System.Text.Json;
using FvmCompute.Tests;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Tests.Profiles;

public class ProfileTableTests
{
    [Fact]
    public void Profiles_ReferenceVectors_AreEncodedAndHashedAlike()
    {
        using JsonDocument vectors = Vectors.Json("proof", "profiles.json");
        foreach (JsonElement v in vectors.RootElement.EnumerateArray())
        {
            ushort id = v.GetProperty("id").GetUInt16();
            Assert.True(ProfileTable.TryFind(id, out Profile? profile, out Digest hash), $"profile {id:X4} is missing");
            Assert.Equal(v.GetProperty("name").GetString(), profile!.Name);
            Assert.Equal(v.GetProperty("insecure").GetBoolean(), profile.IsInsecure);
            Assert.Equal(v.GetProperty("encoded").GetString(), Convert.ToHexStringLower(profile.Encode()));
            Assert.Equal(v.GetProperty("hash").GetString(), hash.ToString());
            int[] domains = [.. v.GetProperty("log_domain").EnumerateArray().Select(d => d.GetInt32())];
            Assert.Equal(domains, Enumerable.Range(0, profile.Levels + 1).Select(profile.LogDomain));
        }

        Assert.Equal(vectors.RootElement.GetArrayLength(), ProfileTable.Secure.Length + ProfileTable.Test.Length);
    }

    [Fact]
    public void Secure_Profiles_HaveTheirIdAndAShapeThatCanBeProven()
    {
        foreach (Profile profile in ProfileTable.Secure)
        {
            Assert.Equal((profile.LogInverseRate * 256) + profile.LogRowLength, profile.Id);
            Assert.False(profile.IsInsecure);
            Assert.True(profile.FinalVariables >= 0);
            Assert.All(Enumerable.Range(0, profile.Levels + 1), level => Assert.InRange(profile.LogDomain(level), 1, 32));
            Assert.All(Enumerable.Range(0, profile.Levels + 1), level => Assert.True(profile.RateLog(level) >= 1));
        }
    }

    [Fact]
    public void TryFind_UnknownId_FindsNothing() => Assert.False(ProfileTable.TryFind(0x0211, out _, out _));
}
