using System.Text;
using FvmCompute.Tests;
using FvmCompute.Verifier.VectorChecks;

namespace FvmCompute.Verifier.Tests.VectorChecks;

public class VectorCheckTests
{
    public static TheoryData<string> Files() =>
        [.. Directory.EnumerateFiles(Vectors.PathOf("proof"), "e2e-*.json").Select(path => Path.GetFileName(path)!).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Run_ReferenceFile_AgreesInEverything(string file)
    {
        VectorReport report = VectorCheck.Run(File.ReadAllBytes(Vectors.PathOf("proof", file)));
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
}
