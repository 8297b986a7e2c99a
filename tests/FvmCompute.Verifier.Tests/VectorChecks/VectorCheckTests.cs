using System.Text;
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

    private static IEnumerable<string> Paths()
    {
        string? more = Environment.GetEnvironmentVariable(MoreVectors);
        string[] folders = string.IsNullOrEmpty(more) ? [Vectors.PathOf("proof")] : [Vectors.PathOf("proof"), more];
        return folders.SelectMany(folder => Directory.EnumerateFiles(folder, "e2e-*.json").Order());
    }
}
