using System.Text.Json;
using FvmCompute.Primitives.Fields;
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

    public static ReferenceProof Load(string name) => LoadFile(Vectors.PathOf("proof", $"e2e-{name}.json"));

    public static ReferenceProof LoadFile(string path)
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(path));
        return Read(file.RootElement);
    }

    public static ReferenceProof Read(JsonElement json) => new(Hex(json, "statement"), Hex(json, "proof"));

    /// <summary>The core as data, to be changed and encoded again.</summary>
    public CoreProof DecodeCore()
    {
        Assert.Null(CoreEncoding.TryDecode(Instance, Core, out CoreProof? core));
        return core!;
    }

    /// <summary>Every array of elements; they are the core's own, so a change shows.</summary>
    public static IEnumerable<Ext2[]> Arrays(CoreProof core)
    {
        IEnumerable<Ext2[]> gkr = core.Gkr?.Layers.SelectMany(l => new[] { l.Rounds, l.Ends }) ?? [];
        IEnumerable<Ext2[]> products = core.Products.SelectMany(p => new[] { p.Rounds, p.Ends });
        IEnumerable<Ext2[]> levels = core.Whir.Levels.SelectMany(l => new[] { l.QueryValues, l.Rounds });
        return [.. gkr, core.ZerocheckRounds, .. core.Openings, .. products, core.ReductionRounds, core.RowValues, .. levels, core.Whir.Final];
    }

    public Verdict Verify(ReadOnlySpan<byte> proof) => ProofVerifier.Verify(StatementBytes, proof, Options);

    public Verdict Verify(CoreProof core) => Verify(ProofEncoding.Encode(CoreEncoding.Encode(Instance, core), Parts));

    public Verdict Verify(Statement statement) => ProofVerifier.Verify(statement.Encode(), Bytes, Options);

    private static byte[] Hex(JsonElement json, string name) => Convert.FromHexString(json.GetProperty(name).GetString()!);
}
