using System.Text.Json;
using FvmCompute.Sidecar.Tests.Circuits;
using FvmCompute.Tests;

namespace FvmCompute.Sidecar.Tests.Host;

/// <summary>The running sidecar from the official gRPC clients of other languages.</summary>
public sealed class ForeignClientTests : IAsyncLifetime
{
    private RunningSidecar _sidecar = null!;

    private string Address => new Uri(_sidecar.Host.GrpcAddress).Authority;

    public async Task InitializeAsync() => _sidecar = await RunningSidecar.StartAsync();

    public async Task DisposeAsync() => await _sidecar.DisposeAsync();

    [Fact]
    public async Task PythonExample_OfTheReadme_Settles()
    {
        string example = Path.Combine(Vectors.RepositoryRoot, "docs", "examples", "submit.py");
        string cid = _sidecar.AddPiece("piece", 70_000);
        ChildProcess run = await ChildProcess.RunAsync("/usr/bin/python3", example, "--server", Address, "--piece-cid", cid, "--price", "1000");
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("settled: ", run.Output);

        ChildProcess refused = await ChildProcess.RunAsync("/usr/bin/python3", example, "--server", Address, "--piece-cid", cid, "--price", "-3");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("INVALID_ARGUMENT: spec.max_price", refused.Errors);
    }

    [Fact]
    public async Task PythonExample_WithACircuit_SettlesAndShowsTheSum()
    {
        var sales = new SampleSales(rows: 3000);
        sales.WriteDataset(Path.Combine(_sidecar.DatasetFolder, "sales"));
        (string circuit, string witness) = sales.WriteFiles(_sidecar.PieceFolder);
        string[] command =
        [
            Path.Combine(Vectors.RepositoryRoot, "docs", "examples", "submit.py"), "--server", Address, "--circuit", circuit, "--witness", witness,
            "--dataset-id", $"{sales.Id}", "--rows", "3000", "--price", "1000",
        ];
        ChildProcess run = await ChildProcess.RunAsync("/usr/bin/python3", command);
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("settled: ", run.Output);
        Assert.Contains($"proven: public values [{sales.Sum}, {sales.FirstPrice}], in ", run.Output);
    }

    [Fact]
    public async Task GrpcJs_SubmitsWatchesAndReadsTheResult()
    {
        string script = Path.Combine(Vectors.RepositoryRoot, "tests", "peers", "sidecar", "client.mjs");
        string protos = Path.Combine(Vectors.RepositoryRoot, "proto");
        ChildProcess run = await ChildProcess.RunAsync("node", script, Address, protos, _sidecar.AddPiece("piece", 70_000));
        Assert.True(run.ExitCode == 0, run.Errors);
        JsonElement report = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal("JOB_STATE_SETTLED", report.GetProperty("state").GetString());
        Assert.Equal("1000", report.GetProperty("paid").GetString());
        Assert.Equal(4 * 13 * 32, report.GetProperty("proofBytes").GetInt32());
        Assert.Equal(4, report.GetProperty("leaves").GetInt32());
        Assert.Equal(3, report.GetProperty("refusedCode").GetInt32());
        Assert.Contains("spec.max_price", report.GetProperty("refusedDetails").GetString());
        Assert.Equal(1, report.GetProperty("hasStatusDetails").GetInt32());
    }
}
