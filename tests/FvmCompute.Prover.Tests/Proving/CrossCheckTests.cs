using System.Text.Json;
using FvmCompute.Prover.Proving;
using FvmCompute.Prover.Tests.Commitments;
using FvmCompute.Prover.Tests.Satisfaction;
using FvmCompute.Tests;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Proofs;

namespace FvmCompute.Prover.Tests.Proving;

/// <summary>Two provers and three verifiers, none of them sharing code: this one, the reference, and the actors' verifier.</summary>
public class CrossCheckTests
{
    private const int FreshCircuits = 15;

    private static readonly VerifierOptions TestProfiles = new(AllowInsecureProfiles: true);
    private static readonly ProverOptions Options = new(new PlainBackend()) { AllowInsecureProfiles = true, MaxPartBytes = 1500 };

    /// <summary>Circuits nobody has seen before: the seed is in the names of the files, and in the failure's message.</summary>
    [Fact]
    public void FreshRandomCircuits_OfTheReference_AreProvenAlikeAndJudgedAlike()
    {
        using ForeignVerifier rust = ForeignVerifier.StartRust();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fvmcompute-random");
        int first = Random.Shared.Next(1_000_000, 1_000_000_000);
        ForeignVerifier.RunReference(Vectors.PathOf("proof", "random_circuits.py"), folder.FullName, $"{first}", $"{first + FreshCircuits - 1}");
        FileInfo[] files = folder.GetFiles("e2e-*.json");
        Assert.InRange(files.Length, FreshCircuits / 2, FreshCircuits);
        int broken = 0;
        foreach (FileInfo file in files)
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
            ProofCase fresh = ProofCase.Read(json.RootElement);
            Assert.True(fresh.Proof.AsSpan().SequenceEqual(fresh.Prove(Options).Encode()), $"{file.Name}: other bytes than the reference's");
            AssertBoth("accept", fresh.StatementBytes, fresh.Proof, rust, file.Name);
            broken += WitnessCheckTests.CountBroken(WitnessCase.Of(fresh), mutations: 12, file.Name);
            foreach (JsonElement tampered in json.RootElement.GetProperty("tampered").EnumerateArray())
            {
                AssertBoth("reject", fresh.StatementBytes, Patched(fresh.Proof, tampered.GetProperty("proof_patch")), rust, file.Name);
            }
        }

        Assert.NotEqual(0, broken);
        folder.Delete(recursive: true);
    }

    /// <summary>Rows around the borders of a matrix row, one to three datasets, all rows, some and none selected.</summary>
    [Fact]
    public void ProofsMadeHere_OnEdgeShapes_AreJudgedAlikeByAll()
    {
        using ForeignVerifier rust = ForeignVerifier.StartRust();
        using ForeignVerifier reference = ForeignVerifier.StartReference();
        Random random = new(3);
        foreach (Profile profile in ProfileTable.Test)
        {
            int length = 1 << profile.LogRowLength;
            foreach (int rows in new[] { 0, 1, 2, length - 1, length, length + 1, (2 * length) + 1 })
            {
                int datasets = 1 + (rows % 3), selectEvery = rows % 4;
                SelectedSum job = new(profile, datasets, rows, selectEvery);
                CommittedDataset[] committed = job.Register(Options);
                byte[] statement = job.State(committed).Encode();
                byte[] proof = CircuitProver.Prove(job.State(committed), committed, job.Auxiliary, Options, CancellationToken.None).Encode();
                string name = $"{profile.Name}, {rows} rows, {datasets} datasets";
                AssertBoth("accept", statement, proof, rust, name);
                Assert.Equal((name, "accept"), (name, reference.Verify(statement, proof)));
                for (int i = 0; i < 5; i++)
                {
                    byte[] changed = [.. proof];
                    changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
                    AssertBoth("reject", statement, changed, rust, name);
                    Assert.StartsWith("reject", reference.Verify(statement, changed), StringComparison.Ordinal);
                }
            }
        }
    }

    private static void AssertBoth(string expected, byte[] statement, byte[] proof, ForeignVerifier rust, string name)
    {
        string ours = ProofVerifier.Verify(statement, proof, TestProfiles).Code, theirs = rust.Verify(statement, proof);
        bool agree = ours.StartsWith(expected, StringComparison.Ordinal) && theirs.StartsWith(expected, StringComparison.Ordinal);
        Assert.True(agree, $"{name}: {ours}, the actors' verifier: {theirs}");
    }

    private static byte[] Patched(byte[] proof, JsonElement patch)
    {
        byte[] changed = [.. proof];
        Convert.FromHexString(patch[1].GetString()!).CopyTo(changed, patch[0].GetInt32());
        return changed;
    }
}
