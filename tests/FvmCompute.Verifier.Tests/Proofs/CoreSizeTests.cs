using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Openings;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Proofs;

namespace FvmCompute.Verifier.Tests.Proofs;

public class CoreSizeTests
{
    public static TheoryData<string> Names() => [.. ReferenceProof.Names];

    /// <summary>Exactly: a core is shorter than the most by 16 bytes for every position of levels 0..M−1 that was drawn twice.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Most_OfAReferenceProof_IsItsCoreWithAllPositionsDistinct(string name)
    {
        ReferenceProof proof = ReferenceProof.Load(name);
        ProofVerifier.VerifyCore(proof.StatementBytes, proof.Core, ReferenceProof.Options, out IReadOnlyList<LevelRecord> records);
        Profile profile = proof.Statement.Profile;
        int twice = records.Take(profile.Levels).Select((record, i) => profile.Queries[i] - record.Positions.Length).Sum();
        Assert.Equal(proof.Core.Length + (Ext2.Bytes * twice), CoreSize.Most(proof.Instance));
    }
}
