using System.Text.Json;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Sidecar.Settlement;
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
