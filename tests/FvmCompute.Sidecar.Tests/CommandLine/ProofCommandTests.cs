using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;
using FvmCompute.Primitives.Fields;
using FvmCompute.Prover.Files;
using FvmCompute.Sidecar.CommandLine;
using FvmCompute.Tests;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Sidecar.Tests.CommandLine;

/// <summary>The proof commands as processes, on files as a user has them.</summary>
public sealed class ProofCommandTests : IDisposable
{
    private const string SmallProfile = "chain-4-m12";
    private const int DatasetHeader = 52;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sum_FromExampleToVerification_ProvesTheSumOfTheFile()
    {
        await ExampleAsync("sum", "700");
        JsonElement proved = await JsonAsync(0, ProveArguments("sum"));
        long sum = DatasetElements("sum").Sum(Goldilocks.ToSigned);
        JsonElement value = Assert.Single(proved.GetProperty("publicValues").EnumerateArray());
        Assert.Equal(sum, value.GetProperty("signed").GetInt64());
        Assert.Equal($"{Goldilocks.FromSigned(sum)}", value.GetProperty("element").GetString());
        Assert.Equal($"{Digest.Of(File.ReadAllBytes(_folder["sum.circuit"]))}", proved.GetProperty("circuitHash").GetString());
        Assert.Equal(new FileInfo(_folder["sum.proof"]).Length, proved.GetProperty("fileBytes").GetInt64());
        Assert.Contains("folding", proved.GetProperty("phases").EnumerateArray().Select(p => p.GetProperty("phase").GetString()));
        string id = proved.GetProperty("datasets")[0].GetProperty("id").GetString()!;
        JsonElement committed = await JsonAsync(0, "proof", "commit", _folder["sum.dataset"]);
        Assert.Equal(id, committed.GetProperty("datasetId").GetString());

        string[] agreed = ["--circuit", _folder["sum.circuit"], "--dataset-id", id, "--public", $"0={sum}", "--rows", "0=1..700", "--context", new('0', 64)];
        JsonElement verified = await JsonAsync(0, ["proof", "verify", _folder["sum.proof"], .. agreed]);
        Assert.True(verified.GetProperty("accepted").GetBoolean());
        Assert.All(verified.GetProperty("checks").EnumerateArray(), check => Assert.True(check.GetProperty("holds").GetBoolean()));
    }

    [Fact]
    public async Task Verify_OtherThanAgreed_RejectsAndSaysExpectedAndGot()
    {
        await ExampleAsync("sum", "9");
        await JsonAsync(0, ProveArguments("sum"));
        string zeros = new('0', 64), ones = new('1', 64);
        string[] wrong =
        [
            "--circuit-hash", zeros, "--dataset-id", zeros, "--dataset-id", ones, "--public", "0=1", "--public", "3=1", "--rows", "0=10..20",
            "--context", ones,
        ];
        JsonElement verified = await JsonAsync(1, ["proof", "verify", _folder["sum.proof"], .. wrong]);
        Assert.False(verified.GetProperty("accepted").GetBoolean());
        Assert.Equal("accept", verified.GetProperty("verdict").GetString());
        JsonElement[] checks = [.. verified.GetProperty("checks").EnumerateArray()];
        Assert.Equal(
            ["circuit", "context", "dataset 0", "dataset 1", "rows of table 0", "public value 0", "public value 3"],
            checks.Select(check => check.GetProperty("what").GetString()));
        Assert.All(checks, check => Assert.False(check.GetProperty("holds").GetBoolean()));
        Assert.Equal(("10..20", "9"), (checks[4].GetProperty("expected").GetString(), checks[4].GetProperty("got").GetString()));

        ChildProcess open = await ChildProcess.FvmComputeAsync("proof", "verify", _folder["sum.proof"]);
        Assert.Equal(0, open.ExitCode);
        Assert.Contains("NOT CHECKED   rows of table 0: 9", open.Output);
    }

    [Fact]
    public async Task Verify_ChangedByteInAnyPart_RejectsWithReason()
    {
        await ExampleAsync("sum", "9");
        await JsonAsync(0, ProveArguments("sum"));
        byte[] proof = File.ReadAllBytes(_folder["sum.proof"]);
        foreach (int at in (int[])[20, 300, proof.Length / 2, proof.Length - 1])
        {
            byte[] changed = [.. proof];
            changed[at] ^= 1;
            File.WriteAllBytes(_folder["changed.proof"], changed);
            JsonElement report = await JsonAsync(1, "proof", "verify", _folder["changed.proof"]);
            Assert.StartsWith("reject:", report.GetProperty("verdict").GetString());
            Assert.NotEmpty(report.GetProperty("rejection").GetProperty("expected").GetString()!);
        }
    }

    [Fact]
    public async Task Compare_ProvedAndInspected_ShowsShapesLedgerAndParts()
    {
        await ExampleAsync("compare", "50");
        JsonElement proved = await JsonAsync(0, ProveArguments("compare"));
        JsonElement shown = await JsonAsync(0, "proof", "inspect", _folder["compare.proof"]);
        Assert.Equal(proved.GetProperty("statementHash").GetString(), shown.GetProperty("statementHash").GetString());
        Assert.Equal(proved.GetProperty("coreBytes").GetInt32(), shown.GetProperty("coreBytes").GetInt32());
        int[] parts = [.. shown.GetProperty("partBytes").EnumerateArray().Select(bytes => bytes.GetInt32())];
        Assert.Equal(parts, proved.GetProperty("partBytes").EnumerateArray().Select(bytes => bytes.GetInt32()));
        Assert.InRange(proved.GetProperty("messages").GetInt32(), 1 + (parts.Sum() / 65_536), parts.Length);
        Assert.InRange(shown.GetProperty("ledger").GetProperty("bits").GetDouble(), 100, 128);
        JsonElement table = shown.GetProperty("circuit").GetProperty("tables")[0];
        Assert.Equal(4, table.GetProperty("interactions").GetArrayLength());
        Assert.Equal(2, table.GetProperty("constraints")[0].GetProperty("degree").GetInt32());
        Assert.Equal([2, 1, 1, 1], table.GetProperty("interactions").EnumerateArray().Select(i => i.GetProperty("messageDegree").GetInt32()));
        Assert.Equal(17, shown.GetProperty("instance").GetProperty("logInteractions").GetInt32());
    }

    [Theory]
    [InlineData("compare.circuit", "circuit")]
    [InlineData("compare.dataset", "dataset")]
    [InlineData("compare.witness", "witness")]
    [InlineData("e2e-matmul.json", "proof")]
    public async Task Inspect_EachKind_IsRecognised(string file, string kind)
    {
        await ExampleAsync("compare", "3");
        string path = file.EndsWith(".json", StringComparison.Ordinal) ? Vectors.PathOf("proof", file) : _folder[file];
        Assert.Equal(kind, (await JsonAsync(0, "proof", "inspect", path)).GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Prove_WitnessThatDoesNotSatisfy_NamesRowAndConstraintAndWritesNothing()
    {
        await ExampleAsync("compare", "50");
        Spoil("compare.witness", row: 37, value: 2);
        ChildProcess run = await ChildProcess.FvmComputeAsync(ProveArguments("compare"));
        Assert.Equal(1, run.ExitCode);
        const string Fault = "constraint 0 of table 0 (every row) does not hold on row 37, where column 2 = 2";
        Assert.Contains($"the witness does not satisfy the circuit: {Fault}", run.Errors);
        Assert.DoesNotContain("   at ", run.Errors);
        Assert.Empty(Directory.GetFiles(_folder.FullPath, "*.proof*"));
    }

    [Fact]
    public async Task CheckWitness_GoodAndBadWitness_SaysWhichAndWhere()
    {
        await ExampleAsync("compare", "50");
        string[] check = CheckArguments("compare");
        JsonElement good = await JsonAsync(0, check);
        Assert.True(good.GetProperty("satisfied").GetBoolean());
        Assert.False(good.TryGetProperty("fault", out _));
        Assert.Equal(2, good.GetProperty("publicValues")[0].EnumerateObject().Count(p => p.Name is "element" or "signed"));
        Assert.InRange(good.GetProperty("plan").GetProperty("totalBytes").GetInt64(), 1 << 20, 1L << 32);
        Assert.Contains("check of lookups", good.GetProperty("phases").EnumerateArray().Select(p => p.GetProperty("phase").GetString()));

        Spoil("compare.witness", row: 12, value: 2);
        JsonElement fault = (await JsonAsync(1, check)).GetProperty("fault");
        Assert.Equal(("constraint", 0, 12, 0), (
            fault.GetProperty("kind").GetString(), fault.GetProperty("table").GetInt32(), fault.GetProperty("row").GetInt32(),
            fault.GetProperty("number").GetInt32()));
        Assert.Equal(("0", "2"), (fault.GetProperty("expected").GetString(), fault.GetProperty("got").GetString()));
        Assert.Equal("2", fault.GetProperty("cells")[0].GetProperty("element").GetString());
        ChildProcess text = await ChildProcess.FvmComputeAsync(check);
        Assert.Contains("NOT SATISFIED constraint 0 of table 0", text.Output);
        Assert.Equal(1, text.ExitCode);

        ChildProcess small = await ChildProcess.FvmComputeAsync([.. check, "--memory", "1MiB"]);
        Assert.Contains("--memory allows 1 MiB", small.Errors);
    }

    /// <summary>A limb beyond its range, and a public value that is not the sum.</summary>
    [Fact]
    public async Task CheckWitness_MessageOrClaim_IsNamed()
    {
        await ExampleAsync("compare", "50");
        Spoil("compare.witness", row: (50 * 3) + 9, value: 40_000);
        JsonElement bus = (await JsonAsync(1, CheckArguments("compare"))).GetProperty("fault");
        Assert.Equal(("bus", 0, 9), (bus.GetProperty("kind").GetString(), bus.GetProperty("table").GetInt32(), bus.GetProperty("row").GetInt32()));
        Assert.Equal(1, bus.GetProperty("message").GetArrayLength());

        await ExampleAsync("sum", "9");
        WriteWitness("given.witness", 5);
        JsonElement claim = (await JsonAsync(1, CheckArguments("sum", witness: "given.witness"))).GetProperty("fault");
        Assert.Equal(("claim", "5"), (claim.GetProperty("kind").GetString(), claim.GetProperty("expected").GetString()));
    }

    [Fact]
    public async Task Prove_PublicValues_AreCheckedBeforeAnythingIsProved()
    {
        await ExampleAsync("sum", "9");
        Circuit circuit = Read(_folder["sum.circuit"]);
        WriteWitness("given.witness", 5);
        ChildProcess wrong = await ChildProcess.FvmComputeAsync(ProveArguments("sum", witness: "given.witness"));
        Assert.Contains("claim 0 is false: the sum of table 0, column 0 is", wrong.Errors);
        File.WriteAllBytes(_folder["open.circuit"], (circuit with { Claims = [] }).Encode());
        ChildProcess open = await ChildProcess.FvmComputeAsync(ProveArguments("sum", circuit: "open.circuit"));
        Assert.Contains("public value 0: the witness does not give it", open.Errors);
        Assert.Equal((1, 1), (wrong.ExitCode, open.ExitCode));
    }

    [Fact]
    public async Task Prove_TestProfile_NeedsToBeAskedForHereAndByTheVerifier()
    {
        Assert.Equal(1, (await ChildProcess.FvmComputeAsync("proof", "example", "sum", "--out", _folder.FullPath, "--profile", "test-b")).ExitCode);
        await RunAsync("proof", "example", "sum", "--out", _folder.FullPath, "--profile", "test-b", "--allow-insecure-test-profiles");
        string[] prove = ProveArguments("sum", profile: "test-b");
        Assert.Contains("there is no profile 'test-b'", (await ChildProcess.FvmComputeAsync(prove)).Errors);
        await RunAsync([.. prove, "--allow-insecure-test-profiles"]);
        JsonElement refused = await JsonAsync(1, "proof", "verify", _folder["sum.proof"]);
        Assert.Equal("profile", refused.GetProperty("rejection").GetProperty("reason").GetString());
        await RunAsync("proof", "verify", _folder["sum.proof"], "--allow-insecure-test-profiles");
    }

    [Fact]
    public async Task Prove_BadInputs_SayWhatIsWrongBeforeTheWork()
    {
        await ExampleAsync("sum", "9");
        byte[] dataset = File.ReadAllBytes(_folder["sum.dataset"]);
        BinaryPrimitives.WriteUInt64LittleEndian(dataset.AsSpan(DatasetHeader + 16), ulong.MaxValue);
        File.WriteAllBytes(_folder["bad.dataset"], dataset);
        File.WriteAllBytes(_folder["short.dataset"], dataset[..^1]);
        (string[] Arguments, string Message)[] cases =
        [
            (ProveArguments("sum", dataset: "none.dataset"), "there is no file"),
            (ProveArguments("sum", dataset: "bad.dataset"), $"block 0, column 0 [{DatasetHeader + 16}]: expected below 18446744069414584321"),
            (ProveArguments("sum", dataset: "short.dataset"), "bytes of the file"),
            (ProveArguments("sum", dataset: "sum.circuit"), "mark [0]: expected FVMD"),
            (ProveArguments("sum", profile: "chain-4-m18"), "is for profiles with m = 12 and r0 = 2"),
            ([.. ProveArguments("sum"), "--memory", "1MiB"], "--memory allows 1 MiB"),
            ([.. ProveArguments("sum"), "--context", "12"], "64 hex digits"),
            (["proof", "verify", _folder["sum.circuit"]], "mark [0]: expected FVMS"),
            (["proof", "example", "nonsense", "--out", _folder.FullPath], "known are sum, compare"),
            (["proof", "example", "sum", "--rows", "0", "--out", _folder.FullPath], "1 to 1073741824"),
        ];
        foreach ((string[] arguments, string message) in cases)
        {
            ChildProcess run = await ChildProcess.FvmComputeAsync(arguments);
            Assert.Equal(1, run.ExitCode);
            Assert.Contains(message, run.Errors);
            Assert.DoesNotContain("   at ", run.Errors);
        }

        Assert.Empty(Directory.GetFiles(_folder.FullPath, "*.proof*"));
    }

    /// <summary>Files that are no files, too large, or of no kind. Nobody writes to the pipe.</summary>
    [Fact]
    public async Task FileArguments_Hostile_AreRefusedWithAMessageAtOnce()
    {
        Assert.Equal(0, (await ChildProcess.RunAsync("mkfifo", _folder["pipe"])).ExitCode);
        Directory.CreateDirectory(_folder["folder"]);
        File.CreateSymbolicLink(_folder["loop"], _folder["loop"]);
        using (FileStream large = File.Create(_folder["large.json"]))
        {
            large.WriteByte((byte)'{');
            large.SetLength(1L << 33);
        }

        File.WriteAllText(_folder["half.json"], "{\"statement\":\"\\ud800\",\"proof\":\"00\"}");
        File.WriteAllBytes(_folder["bytes.json"], [.. "{\"statement\":\""u8, 0xFF, .. "\",\"proof\":\"00\"}"u8]);
        File.WriteAllText(_folder["twice.json"], "{\"statement\":\"00\",\"statement\":\"01\",\"proof\":\"00\"}");
        (string Command, string File, string Message)[] cases =
        [
            ("check", "pipe", "is a pipe or a device"), ("inspect", "pipe", "is a pipe or a device"), ("verify", "pipe", "is a pipe or a device"),
            ("commit", "pipe", "is a pipe or a device"), ("check", "folder", "is a folder"), ("check", "loop", "symbolic links"),
            ("check", "large.json", "a vector has at most 268435456"), ("inspect", "large.json", "a vector has at most 268435456"),
            ("verify", "large.json", "at most 67108864"), ("inspect", "half.json", "no fields 'statement' and 'proof'"),
            ("inspect", "bytes.json", "not UTF-8"), ("inspect", "twice.json", "a key is there twice"),
        ];
        foreach ((string command, string file, string message) in cases)
        {
            ChildProcess run = await ChildProcess.FvmComputeAsync("proof", command, _folder[file]);
            Assert.Equal(1, run.ExitCode);
            Assert.Contains(message, run.Errors);
            Assert.DoesNotContain("   at ", run.Errors);
        }
    }

    /// <summary>32 lookups in each of 2^30 rows: a circuit and a witness of a few hundred bytes that no machine has the memory for.</summary>
    [Fact]
    public async Task Prove_PlanBeyondTheMachine_IsRefusedBeforeItStarts()
    {
        Interaction sent = new(RowDomain.Every, 1, 1, [0]);
        Table lookups = new([], 0, [Verifier.Circuits.Node.RowIndex, Verifier.Circuits.Node.Constant(1)], [], [.. Enumerable.Repeat(sent, 32)]);
        Table column = new([], 1, [], [], []);
        File.WriteAllBytes(_folder["giant.circuit"], new Circuit([lookups, column], 0, 0, [], []).Encode());
        File.WriteAllBytes(_folder["giant.witness"], [
            .. "FVMW"u8, 1, 0, 2, 0, .. BitConverter.GetBytes(1UL << 30), 0, 0, .. BitConverter.GetBytes(1UL), 1, 0, 0, 0, .. BitConverter.GetBytes(0UL),
        ]);
        ChildProcess run = await ChildProcess.FvmComputeAsync(
            "proof", "prove", "--circuit", _folder["giant.circuit"], "--witness", _folder["giant.witness"], "--profile", SmallProfile,
            "--out", _folder["giant.proof"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("TiB of memory", run.Errors);
        Assert.Contains("--memory allows more", run.Errors);
        Assert.DoesNotContain("   at ", run.Errors);
    }

    [Fact]
    public async Task Check_NamesThatSteerATerminal_AreShownWithoutTheirControlCharacters()
    {
        File.WriteAllText(_folder["steering.json"], "{\"name\":\"a\\u001b[2Jb\",\"statement\":\"00\",\"proof\":\"00\"}");
        ChildProcess run = await ChildProcess.FvmComputeAsync("proof", "check", _folder["steering.json"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(": a?[2Jb", run.Output);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public async Task Prove_Interrupted_EndsWith130AndLeavesNothing()
    {
        await RunAsync("proof", "example", "compare", "--out", _folder.FullPath, "--rows", "120000");
        // Whoever runs the tests in the background may have them ignore the signal, and their children with them.
        string[] command = ["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "fvmcompute.dll")];
        using Process prove = Process.Start(new ProcessStartInfo("env", [.. command, .. ProveArguments("compare", profile: "chain-4-m18")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Assert.StartsWith("memory", await prove.StandardOutput.ReadLineAsync());
        using (Process kill = Process.Start("kill", ["-INT", $"{prove.Id}"])) { await kill.WaitForExitAsync(); }
        Assert.Equal("fvmcompute: cancelled", await prove.StandardError.ReadLineAsync());
        await prove.WaitForExitAsync();
        Assert.Equal(130, prove.ExitCode);
        Assert.Empty(Directory.GetFiles(_folder.FullPath, "*.proof*"));
    }

    [Fact]
    public async Task BenchProof_Json_HasPhasesBesideTheirFloors()
    {
        JsonElement proof = (await JsonAsync(0, "bench", "proof", "--rows", "500", "--rounds", "1", "--profile", SmallProfile)).GetProperty("proof");
        Dictionary<string, JsonElement> phases = proof.GetProperty("phases").EnumerateArray().ToDictionary(p => p.GetProperty("phase").GetString()!);
        string[] counted = ["commitment", "lookups", "constraints", "reduction", "folding"];
        foreach (string phase in counted)
        {
            (double seconds, double floor) = (phases[phase].GetProperty("seconds").GetDouble(), phases[phase].GetProperty("floorSeconds").GetDouble());
            Assert.True(floor > 0, phase);
            Assert.Equal(seconds / floor, phases[phase].GetProperty("ratio").GetDouble(), 6);
        }

        Assert.InRange(proof.GetProperty("seconds").GetDouble(), phases.Values.Sum(p => p.GetProperty("seconds").GetDouble()), 60);
        Assert.InRange(proof.GetProperty("rates").GetProperty("baseMultiplications").GetDouble(), 1e6, 1e12);
        Assert.InRange(proof.GetProperty("plannedBytes").GetInt64(), 1 << 20, 1L << 30);
    }

    [Theory]
    [InlineData("1", 1L)]
    [InlineData("1.5KiB", 1536L)]
    [InlineData(" 8 GiB ", 8L << 30)]
    [InlineData("0", 0L)]
    [InlineData("-1", 0L)]
    [InlineData("GiB", 0L)]
    [InlineData("99999999999999TiB", 0L)]
    public void TryParseBytes_Text_GivesBytesOrNone(string text, long expected)
    {
        Assert.Equal(expected > 0, Units.TryParseBytes(text, out long bytes));
        Assert.Equal(expected, bytes);
    }

    private static Circuit Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        Assert.Null(CircuitFile.TryRead(file, out Circuit? circuit, out _));
        return circuit!;
    }

    private void WriteWitness(string name, ulong? value)
    {
        using FileStream file = File.Create(_folder[name]);
        WitnessFile.Write(file, [new(9, 0)], [value], [[]]);
    }

    private Task ExampleAsync(string name, string rows) =>
        RunAsync("proof", "example", name, "--out", _folder.FullPath, "--rows", rows, "--profile", SmallProfile);

    private string[] ProveArguments(
        string name, string profile = SmallProfile, string? circuit = null, string? dataset = null, string? witness = null) =>
    [
        "proof", "prove", "--circuit", _folder[circuit ?? $"{name}.circuit"], "--dataset", _folder[dataset ?? $"{name}.dataset"],
        "--witness", _folder[witness ?? $"{name}.witness"], "--profile", profile, "--out", _folder[$"{name}.proof"],
    ];

    private string[] CheckArguments(string name, string? witness = null) =>
    [
        "proof", "check-witness", "--circuit", _folder[$"{name}.circuit"], "--dataset", _folder[$"{name}.dataset"],
        "--witness", _folder[witness ?? $"{name}.witness"], "--profile", SmallProfile,
    ];

    /// <summary>Changes a cell of the first table of a witness of the comparison example.</summary>
    /// <param name="row">Counted over its columns, one after the other.</param>
    private void Spoil(string file, int row, ulong value)
    {
        const int FirstCell = 8 + (3 * 10) + 2 + 9;
        byte[] witness = File.ReadAllBytes(_folder[file]);
        BinaryPrimitives.WriteUInt64LittleEndian(witness.AsSpan(FirstCell + (row * sizeof(ulong))), value);
        File.WriteAllBytes(_folder[file], witness);
    }

    private IEnumerable<ulong> DatasetElements(string name)
    {
        byte[] file = File.ReadAllBytes(_folder[$"{name}.dataset"]);
        for (int at = DatasetHeader; at < file.Length; at += sizeof(ulong)) { yield return BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at)); }
    }

    private static async Task RunAsync(params string[] arguments)
    {
        ChildProcess run = await ChildProcess.FvmComputeAsync(arguments);
        Assert.True(run.ExitCode == 0, run.Errors + run.Output);
    }

    private static async Task<JsonElement> JsonAsync(int exitCode, params string[] arguments)
    {
        ChildProcess run = await ChildProcess.FvmComputeAsync([.. arguments, "--json"]);
        Assert.True(run.ExitCode == exitCode, run.Errors + run.Output);
        return JsonDocument.Parse(run.Output).RootElement;
    }
}
