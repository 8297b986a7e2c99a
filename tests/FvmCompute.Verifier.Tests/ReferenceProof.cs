using System.Text.Json;
using FvmCompute.Tests;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Tests;

/// <summary>An accepted proof of the reference prover, with what the tests need to take it apart.</summary>
internal sealed class ReferenceProof
{
    private ReferenceProof(byte[] statement, byte[] proof)
    {
        (StatementBytes, Bytes) = (statement, proof);
        Assert.Null(StatementDecoding.TryDecode(statement, out Statement? decoded));
        Statement = decoded!;
        Assert.Null(Instance.TryCreate(Statement, true, out Instance? instance));
        Instance = instance!;
        Assert.Null(ProofEncoding.TryDecode(proof, out Range core, out Range[] parts));
        Core = proof[core];
        Parts = [.. parts.Select(p => proof[p])];
    }

    /// <summary>Names of the vector files that hold small proofs, one per demo circuit.</summary>
    public static string[] Names { get; } = ["sorted-sum", "group-by", "join", "group-max", "matmul"];

    public static VerifierOptions Options { get; } = new(AllowInsecureProfiles: true);

    public byte[] StatementBytes { get; }

    public byte[] Bytes { get; }

    public Statement Statement { get; }

    public Instance Instance { get; }

    public byte[] Core { get; }

    public byte[][] Parts { get; }

    public static ReferenceProof Load(string name)
    {
        using JsonDocument file = Vectors.Json("proof", $"e2e-{name}.json");
        return new(Hex(file, "statement"), Hex(file, "proof"));
    }

    /// <summary>The core as data, to be changed and encoded again.</summary>
    public CoreProof DecodeCore()
    {
        Assert.Null(CoreEncoding.TryDecode(Instance, Core, out CoreProof? core));
        return core!;
    }

    public Verdict Verify(ReadOnlySpan<byte> proof) => ProofVerifier.Verify(StatementBytes, proof, Options);

    public Verdict Verify(CoreProof core) => Verify(ProofEncoding.Encode(CoreEncoding.Encode(Instance, core), Parts));

    public Verdict Verify(Statement statement) => ProofVerifier.Verify(statement.Encode(), Bytes, Options);

    private static byte[] Hex(JsonDocument file, string name) => Convert.FromHexString(file.RootElement.GetProperty(name).GetString()!);
}
