using System.Globalization;
using System.Text;
using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Tests;
using FvmCompute.Vm.Machine;
using Xunit.Abstractions;

namespace FvmCompute.Vm.Tests.Actors.Market;

/// <summary>
/// What each method costs, by the newest rules. Gas is deterministic, so the table in docs/compute-market.md must be exactly what is measured here;
/// FVMCOMPUTE_BLESS=1 writes it anew.
/// </summary>
public sealed class MarketGasTests(ITestOutputHelper output)
{
    private const string Start = "<!-- gas table: written by MarketGasTests -->\n";
    private const string End = "<!-- end of gas table -->";

    private static readonly string Page = Path.Combine(Vectors.RepositoryRoot, "docs", "compute-market.md");

    [Fact]
    public void GasOfEveryMethod_IsWhatTheDocumentationSays()
    {
        string table = Table();
        output.WriteLine(table);
        string text = File.ReadAllText(Page);
        int start = text.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("FVMCOMPUTE_BLESS") == "1") { File.WriteAllText(Page, text[..start] + table + text[end..]); }
        else { Assert.Equal(table, text[start..end]); }
    }

    /// <summary>Posting stays cheap as jobs pile up: a path of the AMT grows by one node for every eightfold of jobs.</summary>
    [Fact]
    public void PostJob_ManyJobs_CostsOnlyAFewNodesMore()
    {
        MarketWorld world = new();
        byte[] plan = MarketCalls.Plan(new ZeroPiece(20), 40);
        byte[] parameters = MarketCalls.Post(plan, MarketWorld.Price, MarketWorld.Deadline);
        List<ulong> gas = [];
        for (int i = 0; i < 600; i++) { gas.Add(MarketWorld.Succeeded(world.Call(world.Client, MarketMethod.PostJob, parameters, MarketWorld.Escrow)).Receipt.GasUsed); }

        long bytes = ReachableBytes(world.Chain.Store, world.Chain.State.GetActor(world.Market)!.State);
        output.WriteLine($"PostJob: first {gas[0]:N0} gas, eighth {gas[7]:N0}, 64th {gas[63]:N0}, 512th {gas[511]:N0}, 600th {gas[^1]:N0}; state {bytes:N0} bytes, {bytes / 600} for each job");
        Assert.True(gas.Max() - gas[0] < 12_000_000, $"from {gas[0]:N0} to {gas.Max():N0} gas");
        Assert.InRange(bytes / 600, 60, 120);
    }

    private static string Table()
    {
        StringBuilder table = new("| message | gas |\n|---|---|\n");
        foreach ((string name, ulong gas) in Measure()) { table.Append(CultureInfo.InvariantCulture, $"| {name} | {gas:N0} |\n"); }

        return table.ToString();
    }

    private static List<(string Name, ulong Gas)> Measure()
    {
        MarketWorld world = new();
        byte[] plan = MarketCalls.Plan(new ZeroPiece(21), 90);
        List<(string, ulong)> rows = [];
        void Add(string name, ApplyResult result) => rows.Add((name, MarketWorld.Succeeded(result).Receipt.GasUsed));
        Add("init.Exec of a market", world.Chain.Exec(world.Stranger, world.Chain.CodeOf("compute-market"), MarketParameters.Default.Encode()));
        Add("RegisterProvider", world.Register(world.Provider, MarketWorld.Bond));
        Add("PostJob", world.Call(world.Client, MarketMethod.PostJob, MarketCalls.Post(plan, MarketWorld.Price, MarketWorld.Deadline), MarketWorld.Escrow));
        Add("Cancel", world.OnJob(world.Client, MarketMethod.Cancel, 0));
        ulong expiring = world.Post(plan);
        Add("Accept", world.OnJob(world.Provider, MarketMethod.Accept, expiring));
        Add("GetJob", world.OnJob(world.Client, MarketMethod.GetJob, expiring));
        world.Chain.Epoch = MarketWorld.Deadline + MarketParameters.Default.Grace + 1;
        Add("Expire of an accepted job", world.OnJob(world.Stranger, MarketMethod.Expire, expiring));
        Add("Unregister", world.Call(world.Provider, MarketMethod.Unregister, []));
        return [.. rows, SettleRow(2, 1, "128 B"), SettleRow(15, 20, "1 MiB"), SettleRow(21, 91, "64 MiB"), SettleRow(30, 65, "32 GiB"), .. ProofRows()];
    }

    private static (string Name, ulong Gas) SettleRow(int height, uint challenges, string size)
    {
        MarketWorld world = new();
        Answer answer = world.AcceptedJob(new ZeroPiece(height), challenges);
        ApplyResult settled = MarketWorld.Succeeded(world.Settle(answer));
        string proof = answer.Proof.Length.ToString("N0", CultureInfo.InvariantCulture);
        return ($"Settle, piece of {size}, k = {challenges}, proof of {proof} bytes", settled.Receipt.GasUsed);
    }

    private static List<(string Name, ulong Gas)> ProofRows()
    {
        MarketWorld world = new();
        ProofAnswer answer = ProofAnswer.AcceptedJob(world);
        List<(string, ulong)> rows = [];
        void Add(string name, int bytes, ulong method, byte[] parameters) =>
            rows.Add((string.Create(CultureInfo.InvariantCulture, $"{name} of {bytes:N0} bytes"), MarketWorld.Succeeded(world.Call(world.Provider, method, parameters)).Receipt.GasUsed));
        Add("BeginProof, profile chain-4-m12, W = 9, core", answer.Core.Length, MarketMethod.BeginProof, answer.Begin());
        Add("ProofPart, level 0,", answer.Parts[0].Length, MarketMethod.ProofPart, answer.Open(..1));
        Add("ProofPart, levels 1 and 2,", answer.Parts[1].Length + answer.Parts[2].Length, MarketMethod.ProofPart, answer.Open(1..));
        return rows;
    }

    private static long ReachableBytes(IBlockstore store, Cid root)
    {
        ReadOnlyMemory<byte> block = store.Get(root);
        List<Cid> links = [];
        CborReader reader = new(block.Span);
        Assert.True(reader.TrySkipValue(links, out _));
        return block.Length + links.Sum(link => ReachableBytes(store, link));
    }
}
