using System.Text;
using System.Text.Json.Nodes;
using FvmCompute.Tests;
using FvmCompute.Verifier.VectorChecks;

namespace FvmCompute.Verifier.Tests.VectorChecks;

public class VectorCheckTests
{
    /// <summary>A folder with more files of the same form, for instance fresh ones from the reference.</summary>
    private const string MoreVectors = "FVMCOMPUTE_PROOF_VECTORS";

    public static TheoryData<string> Files() => [.. Paths().Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Run_ReferenceFile_AgreesInEverything(string file)
    {
        VectorReport report = VectorCheck.Run(File.ReadAllBytes(Paths().First(path => Path.GetFileName(path) == file)));
        Assert.DoesNotContain(report.Entries, e => !e.Agrees);
        Assert.True(report.Passed);
        Assert.True(report.Entries.Count > 10);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("{\"statement\":1,\"proof\":\"\"}")]
    [InlineData("{\"statement\":\"0g\",\"proof\":\"\"}")]
    [InlineData("{\"statement\":\"\",\"proof\":\"\"}")]
    [InlineData("{\"statement\":\"\",\"proof\":\"\",\"tampered\":[1]}")]
    [InlineData("{\"statement\":\"\",\"proof\":\"00\",\"tampered\":[{\"why\":\"x\",\"proof_patch\":[1,\"00\"]}]}")]
    public void Run_OtherBytes_GiveAReportThatFails(string json)
    {
        VectorReport report = VectorCheck.Run(Encoding.UTF8.GetBytes(json));
        Assert.False(report.Passed);
        Assert.Contains(report.Entries, e => !e.Agrees);
    }

    /// <summary>A passing file in which one thing is wrong, and the entry that must say so.</summary>
    public static TheoryData<string, string> Broken() => new()
    {
        { "statement_hash", "statement hash" },
        { "continuation_after_core", "continuation_after_core" },
        { "level_hashes", "level_hashes" },
        { "level_records", "level_records" },
        { "circuit", "circuit" },
        { "ng", "ng" },
        { "W", "W" },
        { "a valid proof among the tampered", "no tampering" },
        { "a patch far outside the proof", "far" },
        { "without statement", "statement" },
        { "without proof", "proof" },
        { "without statement_hash", "statement hash" },
        { "without level_hashes", "level_hashes" },
        { "without level_records", "level_records" },
        { "without continuation_after_core", "continuation_after_core" },
        { "without tampered", "tampered" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Run_FileWithOneThingWrong_SaysWhich(string what, string entry)
    {
        JsonObject file = JsonNode.Parse(File.ReadAllBytes(Vectors.PathOf("proof", "e2e-matmul.json")))!.AsObject();
        Assert.True(VectorCheck.Run(Encoding.UTF8.GetBytes(file.ToJsonString())).Passed);
        Break(file, what);
        VectorReport report = VectorCheck.Run(Encoding.UTF8.GetBytes(file.ToJsonString()));
        Assert.False(report.Passed);
        Assert.All(report.Entries.Where(e => !e.Agrees), e => Assert.Equal(entry, e.Name));
    }

    /// <summary>Texts that parsers differ about or stumble over, put into a passing file.</summary>
    [Theory]
    [InlineData("\"tampered\":[", "\"tampered\":[],\"tampered\":[", "a key is there twice")]
    [InlineData("{\"why\":", "{\"why\":\"\",\"why\":", "a key is there twice")]
    [InlineData("{\"name\":", "{\"\\ud800\":0,\"name\":", "half a surrogate pair")]
    [InlineData("\"statement_hash\":\"", "\"statement_hash\":\"\\ud800", "3fe88ef9")]
    [InlineData("\"ng\":0", "\"ng\":1e99999", "0")]
    [InlineData("\"ng\":0", "\"ng\":0x0", "not JSON at line 0")]
    public void Run_TextThatIsNoPlainJson_FailsWithAReport(string old, string changed, string said)
    {
        string text = File.ReadAllText(Vectors.PathOf("proof", "e2e-matmul.json"));
        int at = text.IndexOf(old, StringComparison.Ordinal);
        VectorReport report = VectorCheck.Run(Encoding.UTF8.GetBytes(text[..at] + changed + text[(at + old.Length)..]));
        Assert.Contains(said, Assert.Single(report.Entries, e => !e.Agrees).Got, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FileCutOrNotUtf8_FailsWithAReport()
    {
        byte[] bytes = File.ReadAllBytes(Vectors.PathOf("proof", "e2e-matmul.json"));
        for (int i = 0; i < 200; i++) { Assert.StartsWith("not JSON at line", Fault(bytes[..(i * bytes.Length / 200)]), StringComparison.Ordinal); }
        bytes[12] = 0xFF;
        Assert.Equal("not UTF-8", Fault(bytes));

        static string Fault(byte[] file) => Assert.Single(VectorCheck.Run(file).Entries).Got;
    }

    private static void Break(JsonObject file, string what)
    {
        JsonArray tampered = file["tampered"]!.AsArray();
        switch (what)
        {
            case "statement_hash" or "continuation_after_core": file[what] = new string('0', 64); break;
            case "level_hashes" or "level_records": file[what]!.AsArray().RemoveAt(0); break;
            case "circuit": file[what] = ""; break;
            case "ng" or "W": file[what] = JsonNode.Parse($"1{new string('0', 400)}"); break;
            case "a valid proof among the tampered": tampered.Add(new JsonObject { ["why"] = "no tampering", ["expect"] = "reject" }); break;
            case "a patch far outside the proof": tampered.Add(new JsonObject { ["why"] = "far", ["proof_patch"] = new JsonArray(1L << 60, "00") }); break;
            default: Assert.True(file.Remove(what["without ".Length..])); break;
        }
    }

    private static IEnumerable<string> Paths()
    {
        string? more = Environment.GetEnvironmentVariable(MoreVectors);
        string[] folders = string.IsNullOrEmpty(more) ? [Vectors.PathOf("proof")] : [Vectors.PathOf("proof"), more];
        return folders.SelectMany(folder => Directory.EnumerateFiles(folder, "e2e-*.json").Order());
    }
}
