using System.Diagnostics;
using System.Text.Json;
using FvmCompute.Tests;

namespace FvmCompute.Kernels.Tests;

/// <summary>The kit as it is carried to a GPU machine: packed, unpacked elsewhere, and run on PoCL, against hashlib.</summary>
public sealed class GpuKitTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fvmcompute-gpu-kit-").FullName;

    public GpuKitTests()
    {
        string pack = Path.Combine(_folder, "kit.tar.gz");
        Assert.Equal(0, Run(Path.Combine(Vectors.RepositoryRoot, "bench", "gpu-kit", "pack.sh"), pack).Status);
        Assert.Equal(0, Run("tar", "xzf", pack, "-C", _folder).Status);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Kit_OnPoCl_ChecksAndMeasuresEveryKernel()
    {
        (int status, string output) = RunKit("--mebibytes", "1", "--runs", "1");
        Assert.True(status == 0, output);
        using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, "out", "gpu-kit.json")));
        JsonElement device = report.RootElement.GetProperty("devices")[0];
        Assert.Equal(["sha256_tree", "blake2b_tree"], device.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("kernel").GetString()));
        Assert.Equal(5, device.GetProperty("measured").GetProperty("rates").GetArrayLength());
        Assert.Contains("not a measurement of any GPU", File.ReadAllText(Path.Combine(_folder, "out", "gpu-kit.md")));
    }

    [Theory]
    [InlineData("Sha256Tree/sha256_tree.cl", "0xffffff3fu", "0xffffff7fu", "sha256_tree: FAILED")]
    [InlineData("Blake2bTree/blake2b_tree.cl", "message[0] = 1 |", "message[0] = 0 |", "blake2b_tree: FAILED")]
    public void Kit_WithAWrongKernel_SaysSoAndFails(string file, string right, string wrong, string complaint)
    {
        string path = Path.Combine(_folder, "gpu-kit", "kernels", file);
        string source = File.ReadAllText(path);
        Assert.Contains(right, source);
        File.WriteAllText(path, source.Replace(right, wrong));
        (int status, string output) = RunKit("--check-only");
        Assert.Equal(1, status);
        Assert.Contains(complaint, output);
    }

    private (int Status, string Output) RunKit(params string[] options) =>
        Run(Path.Combine(_folder, "gpu-kit", "run.sh"), ["--device", "opencl:0", "--out", Path.Combine(_folder, "out"), .. options]);

    private static (int Status, string Output) Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
