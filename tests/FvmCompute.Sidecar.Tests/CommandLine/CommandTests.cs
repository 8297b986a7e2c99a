using System.Numerics;
using System.Text.Json;
using FvmCompute.Filecoin.Pieces;
using FvmCompute.Tests;

namespace FvmCompute.Sidecar.Tests.CommandLine;

/// <summary>The command line as a process.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Demo_Json_HasTheFieldsThatScriptsReadAndSettles()
    {
        File.WriteAllBytes(_folder["piece"], new byte[100_000]);
        ChildProcess run = await ChildProcess.FvmComputeAsync("demo", "--json", "--file", _folder["piece"], "--price", "0.25FIL", "--device", "cpu", "--rows", "5000");
        Assert.True(run.ExitCode == 0, run.Errors);
        JsonElement report = JsonDocument.Parse(run.Output).RootElement;
        PieceCommitment piece = CommP.Compute(new MemoryStream(new byte[100_000])).Commitment;
        Assert.Equal(piece.ToCidV1().ToString(), report.GetProperty("pieceCidV1").GetString());
        Assert.Equal(piece.ToCidV2().ToString(), report.GetProperty("pieceCidV2").GetString());
        Assert.Equal("cpu", report.GetProperty("device").GetString());
        Assert.True(report.GetProperty("settled").GetBoolean());
        Assert.True(report.GetProperty("gasUsed").GetUInt64() > 0);
        BigInteger delta = BigInteger.Parse(report.GetProperty("providerDelta").GetString()!), price = BigInteger.Pow(10, 18) / 4;
        Assert.InRange(delta, price * 9 / 10, price);
        Assert.NotEmpty(report.GetProperty("phases").EnumerateArray());
        Dictionary<string, int> refused = report.GetProperty("refused").EnumerateArray()
            .ToDictionary(refusal => refusal.GetProperty("case").GetString()!, refusal => refusal.GetProperty("exitCode").GetInt32());
        Assert.Equal(new Dictionary<string, int> { ["one flipped bit"] = 44, ["another provider's key"] = 40, ["a replay"] = 34 }, refused);
        Assert.All(report.GetProperty("refused").EnumerateArray(), refusal => Assert.NotEmpty(refusal.GetProperty("reason").GetString()!));

        JsonElement circuit = report.GetProperty("circuit");
        Assert.True(circuit.GetProperty("settled").GetBoolean() && circuit.GetProperty("honestProofSettled").GetBoolean());
        Assert.Equal(circuit.GetProperty("sumOfIntegers").GetUInt64(), circuit.GetProperty("sum").GetUInt64());
        Assert.InRange(circuit.GetProperty("messages").GetArrayLength(), 2, circuit.GetProperty("parts").GetInt32());
        Dictionary<string, int> wrong = circuit.GetProperty("refused").EnumerateArray()
            .ToDictionary(refusal => refusal.GetProperty("case").GetString()!, refusal => refusal.GetProperty("exitCode").GetInt32());
        Assert.Equal(new Dictionary<string, int>
        {
            ["another sum"] = 49,
            ["a part without a core"] = 50,
            ["the second part first"] = 49,
            ["one flipped bit"] = 49,
            ["a replay"] = 34,
        }, wrong);
    }

    [Fact]
    public async Task PieceCommp_RandomSizes_AgreesWithImplementationsByOthers()
    {
        var random = new Random(11);
        int[] sizes = [1, 65, 126, 127, 128, 1016, 1017, 65_024, 65_025, random.Next(1 << 20), random.Next(1 << 22)];
        string[] files = [.. sizes.Select(size => Payload(size, random))];
        ChildProcess peers = await ChildProcess.RunAsync("node", [Path.Combine(Vectors.RepositoryRoot, "tests", "peers", "pieces", "commp.mjs"), .. files]);
        Assert.True(peers.ExitCode == 0, peers.Errors);
        foreach ((JsonElement peer, int index) in JsonDocument.Parse(peers.Output).RootElement.EnumerateArray().Select((peer, index) => (peer, index)))
        {
            using FileStream payload = File.OpenRead(files[index]);
            string ours = CommP.Compute(payload).Commitment.ToCidV2().ToString();
            Assert.Equal(peer.GetProperty("wasm").GetString(), ours);
            if (peer.GetProperty("dataSegment").GetString() is { } other) { Assert.Equal(other, ours); }
        }

        ChildProcess command = await ChildProcess.FvmComputeAsync("piece", "commp", files[^1], "--json", "--device", "cpu");
        string? theirs = JsonDocument.Parse(peers.Output).RootElement[sizes.Length - 1].GetProperty("wasm").GetString();
        Assert.Equal(theirs, JsonDocument.Parse(command.Output).RootElement.GetProperty("pieceCidV2").GetString());
    }

    [Fact]
    public async Task PieceProve_ItsOutput_IsVerifiedByPieceVerify()
    {
        string file = Payload(5000, new Random(3));
        ChildProcess prove = await ChildProcess.FvmComputeAsync("piece", "prove", file, "--leaf", "0", "--leaf", "255", "--json");
        JsonElement report = JsonDocument.Parse(prove.Output).RootElement;
        Assert.Equal(2 * 9 * 32, report.GetProperty("proofBytes").GetInt32());
        Assert.Equal(0, (await ChildProcess.FvmComputeAsync("piece", "verify", file, "--piece-cid", report.GetProperty("pieceCidV2").GetString()!)).ExitCode);
        string other = CommP.Compute(new MemoryStream(new byte[10])).Commitment.ToCidV2().ToString();
        Assert.Equal(1, (await ChildProcess.FvmComputeAsync("piece", "verify", file, "--piece-cid", other)).ExitCode);
    }

    [Fact]
    public async Task ProofCheck_VectorAndABrokenOne_PassesAndFails()
    {
        string vector = Vectors.PathOf("proof", "e2e-matmul.json");
        ChildProcess good = await ChildProcess.FvmComputeAsync("proof", "check", vector, "--json");
        Assert.True(good.ExitCode == 0, good.Errors + good.Output);
        Assert.True(JsonDocument.Parse(good.Output).RootElement[0].GetProperty("passed").GetBoolean());

        string text = File.ReadAllText(vector);
        int at = text.IndexOf("\"proof\"", StringComparison.Ordinal) + 200;
        File.WriteAllText(_folder["broken.json"], text[..at] + (text[at] == '0' ? '1' : '0') + text[(at + 1)..]);
        Assert.Equal(1, (await ChildProcess.FvmComputeAsync("proof", "check", _folder["broken.json"])).ExitCode);

        File.WriteAllText(_folder["half.json"], text.Replace("{\"name\":", "{\"\\ud800\":0,\"name\":", StringComparison.Ordinal));
        ChildProcess half = await ChildProcess.FvmComputeAsync("proof", "check", _folder["half.json"]);
        Assert.Equal((1, ""), (half.ExitCode, half.Errors));
        Assert.Contains("not JSON: a key with half a surrogate pair", half.Output, StringComparison.Ordinal);
    }

    public static TheoryData<string[], int, string> Failures => new()
    {
        { ["piece", "commp", "/no/such/file"], 1, "there is no file /no/such/file" },
        { ["piece", "commp", "/"], 1, "/ is a folder" },
        { ["piece", "prove", "/etc/hostname", "--leaf", "99999999"], 1, "the piece has leaves 0 to" },
        { ["piece", "verify", "/etc/hostname", "--piece-cid", "nonsense"], 1, "is not a CID" },
        { ["devices", "--device", "gpu"], 2, "not one of auto, cpu, cuda:N, opencl:N" },
        { ["serve", "--listen", "0.0.0.0:1"], 2, "only loopback addresses" },
        { ["jobs", "--server", "http://127.0.0.1:1"], 1, "no sidecar answers" },
        { ["jobs", "--server", "nonsense"], 1, "is not http://host:port" },
        { ["demo", "--price", "0"], 1, "not an amount above 0" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Command_BadInput_SaysWhatIsWrong(string[] arguments, int exitCode, string message)
    {
        ChildProcess run = await ChildProcess.FvmComputeAsync(arguments);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(message, run.Errors);
        Assert.DoesNotContain("   at ", run.Errors);
    }

    private string Payload(int size, Random random)
    {
        byte[] payload = new byte[size];
        random.NextBytes(payload);
        string path = _folder[$"payload-{size}"];
        File.WriteAllBytes(path, payload);
        return path;
    }
}
