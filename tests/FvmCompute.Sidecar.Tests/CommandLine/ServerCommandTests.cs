using System.Text.Json;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Sidecar.Tests.Circuits;
using FvmCompute.Sidecar.Tests.Host;
using FvmCompute.Tests;

namespace FvmCompute.Sidecar.Tests.CommandLine;

/// <summary>The commands that talk to a running sidecar.</summary>
public sealed class ServerCommandTests : IAsyncLifetime
{
    private RunningSidecar _sidecar = null!;

    public async Task InitializeAsync() => _sidecar = await RunningSidecar.StartAsync();

    public async Task DisposeAsync() => await _sidecar.DisposeAsync();

    [Fact]
    public async Task SubmitJobsResult_OfAPiece_ShowTheSameJob()
    {
        string cid = _sidecar.AddPiece("piece", 20_000);
        JsonElement submitted = await SucceedAsync("submit", "possession", "--piece-cid", cid, "--price", "0.5FIL", "--challenges", "3", "--wait");
        Assert.Equal("settled", submitted.GetProperty("state").GetString());
        string name = submitted.GetProperty("name").GetString()!;

        JsonElement listed = (await SucceedAsync("jobs", "--filter", "state = SETTLED")).EnumerateArray().Single();
        Assert.Equal(name, listed.GetProperty("name").GetString());
        Assert.Equal("500000000000000000", listed.GetProperty("settlement").GetProperty("paid").GetString());

        string file = Path.Combine(_sidecar.PieceFolder, "..", "proof.bin");
        JsonElement result = await SucceedAsync("result", name, "--out", file);
        Assert.Equal("proven", result.GetProperty("grade").GetString());
        Assert.Equal(result.GetProperty("proofBytes").GetInt64(), new FileInfo(file).Length);

        ChildProcess late = await RunAsync("cancel", name);
        Assert.Equal(1, late.ExitCode);
        Assert.Contains("SETTLED", late.Errors);
    }

    [Fact]
    public async Task SubmitJobsResult_OfACircuit_ShowWhatWasProven()
    {
        var sales = new SampleSales(rows: 3000);
        string dataset = Path.Combine(_sidecar.DatasetFolder, "sales.fvmd"), file = Path.Combine(_sidecar.PieceFolder, "..", "proof.fvms");
        sales.WriteDataset(dataset);
        (string circuit, string witness) = sales.WriteFiles(_sidecar.PieceFolder);
        JsonElement submitted = await SucceedAsync(
            "submit", "circuit", "--circuit", circuit, "--dataset", dataset, "--witness", witness, "--public", $"0={sales.Sum}", "--price", "0.5FIL", "--wait");
        Assert.Equal("settled", submitted.GetProperty("state").GetString());
        JsonElement asked = submitted.GetProperty("circuit");
        Assert.Equal([$"{sales.Id}"], asked.GetProperty("datasetIds").EnumerateArray().Select(id => id.GetString()));
        Assert.Equal(["3000"], asked.GetProperty("rows").EnumerateArray().Select(rows => rows.GetString()));
        Assert.InRange(submitted.GetProperty("settlement").GetProperty("messages").GetArrayLength(), 2, 3);

        JsonElement result = await SucceedAsync("result", submitted.GetProperty("name").GetString()!, "--out", file);
        ulong[] values = [.. result.GetProperty("circuit").GetProperty("publicValues").EnumerateArray().Select(value => value.GetUInt64())];
        Assert.Equal([(ulong)sales.Sum, sales.FirstPrice], values);
        Assert.Equal(result.GetProperty("proofBytes").GetInt64(), new FileInfo(file).Length);
        ChildProcess verified = await ChildProcess.FvmComputeAsync("proof", "verify", file);
        Assert.True(verified.ExitCode == 0, verified.Errors + verified.Output);
        ChildProcess text = await RunAsync("jobs");
        Assert.Contains("chain-4-m12, rows 3000", text.Output);
    }

    public static TheoryData<string[], string> BadCircuitOptions => new()
    {
        { ["--circuit", "/etc/hostname"], "--circuit cannot be used: statement" },
        { ["--public", "2=1"], "below 2, the number of the circuit's public values" },
        { ["--public", "0=x"], "is not an integer" },
        { ["--rows", "5-"], "is not a number or a range" },
        { ["--dataset-id", "abcd"], "64 hex digits are needed" },
    };

    [Theory]
    [MemberData(nameof(BadCircuitOptions))]
    public async Task SubmitCircuit_BadOption_SaysWhatIsWrong(string[] bad, string message)
    {
        var sales = new SampleSales(rows: 10);
        (string circuit, string witness) = sales.WriteFiles(_sidecar.PieceFolder);
        string[] options = ["--circuit", circuit, "--witness", witness];
        ChildProcess run = await RunAsync(["submit", "circuit", "--price", "1", .. bad[0] == "--circuit" ? [] : options, .. bad]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Errors);
    }

    [Fact]
    public async Task ActorDeployAndInvoke_AnyActor_RunsOnTheEmbeddedChain()
    {
        string wasm = Path.Combine(Vectors.RepositoryRoot, "actors", "artifacts", "compute-market.wasm");
        string constructor = Convert.ToHexStringLower(MarketMessages.Constructor(MarketParams.Suggested("another market")));
        JsonElement deployed = await SucceedAsync("actor", "deploy", wasm, "--params", constructor);
        string id = deployed.GetProperty("id").GetString()!;

        JsonElement invoked = await SucceedAsync("actor", "invoke", id, "--method", $"{(ulong)MarketMethod.GetParams}");
        var returned = new CborReader(Convert.FromHexString(invoked.GetProperty("returnData").GetString()!));
        returned.ReadTupleStart(2);
        returned.ReadTupleStart(6);
        Assert.Equal("another market", returned.ReadText());

        ChildProcess refused = await RunAsync("actor", "invoke", id, "--method", "99");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("no method 99", refused.Errors);
        Assert.Equal("compute-market", (await SucceedAsync("chain", "actor", id)).GetProperty("codeName").GetString());
    }

    [Fact]
    public async Task ChainSend_Value_HasAReceiptATraceAndABalance()
    {
        JsonElement sent = await SucceedAsync("chain", "send", "--to", "f0101", "--value", "2.5FIL");
        string cid = sent.GetProperty("cid").GetString()!;
        Assert.Equal(0, sent.GetProperty("exitCode").GetInt32());
        Assert.Equal(cid, (await SucceedAsync("chain", "receipt", cid)).GetProperty("cid").GetString());
        Assert.NotEmpty((await SucceedAsync("chain", "trace", cid)).GetProperty("steps").EnumerateArray());
        JsonElement[] keys = [.. (await SucceedAsync("chain", "wallet")).GetProperty("keys").EnumerateArray()];
        Assert.Equal(["client", "provider"], keys.Select(key => key.GetProperty("name").GetString()));
        Assert.True((await SucceedAsync("chain", "head")).GetProperty("epoch").GetInt64() > 0);
        Assert.Contains("there is no actor", (await RunAsync("chain", "actor", "f099999")).Errors);
        Assert.Contains("which is not an address", (await RunAsync("chain", "balance", "f9x")).Errors);
    }

    private async Task<JsonElement> SucceedAsync(params string[] arguments)
    {
        ChildProcess run = await RunAsync([.. arguments, "--json"]);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', arguments)}: {run.Errors}");
        return JsonDocument.Parse(run.Output).RootElement;
    }

    private Task<ChildProcess> RunAsync(params string[] arguments) => ChildProcess.FvmComputeAsync([.. arguments, "--server", _sidecar.Host.GrpcAddress]);
}
