using System.Diagnostics;
using System.Numerics;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Grpc.Client;
using FvmCompute.Prover.Files;
using FvmCompute.Sidecar.Circuits;
using FvmCompute.Sidecar.Configuration;
using FvmCompute.Sidecar.Jobs;
using FvmCompute.Sidecar.Node;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Sidecar.Tests.Circuits;
using FvmCompute.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace FvmCompute.Sidecar.Tests.Host;

/// <summary>A real server process killed with SIGKILL at every phase of a job: nothing accepted is lost, nothing is settled twice.</summary>
public sealed class CrashTests : IDisposable
{
    private static readonly BigInteger Price = BigInteger.Pow(10, 18);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("queued")]
    [InlineData("found")]
    [InlineData("posted")]
    [InlineData("accepted in epoch")]
    [InlineData("leaves were drawn")]
    [InlineData("attested")]
    [InlineData("settling")]
    [InlineData("settle took")]
    public async Task Kill_WhenThePhaseIsSeen_JobSettlesExactlyOnceAfterRestart(string phase)
    {
        Directory.CreateDirectory(_folder["pieces"]);
        string cid = RunningSidecar.AddPiece(_folder["pieces"], "piece", 300_000).ToCidV2().ToString();
        string name;
        await using (ServerProcess server = await ServerProcess.StartAsync(_folder))
        {
            Job job = await server.Jobs.SubmitJobAsync(RunningSidecar.Request(cid, price: Price.ToString(), requestId: "once"));
            name = job.Name;
            await server.KillWhenAsync(name, phase);
        }

        await using ServerProcess again = await ServerProcess.StartAsync(_folder);
        Job repeated = await again.Jobs.SubmitJobAsync(RunningSidecar.Request(cid, price: Price.ToString(), requestId: "once"));
        Assert.Equal(name, repeated.Name);
        Job ended = await again.EndAsync(name);
        Assert.True(ended.State == JobState.Settled, ended.Reason);
        await AssertSettledOnceAsync(again, jobs: 1);
    }

    [Theory]
    [InlineData("prove: folding")]
    [InlineData("the core was accepted")]
    [InlineData("parts 1 to 2 of 3 were accepted")]
    [InlineData("settle took")]
    public async Task Kill_WhileAProofIsMadeOrSent_JobSettlesExactlyOnceAfterRestart(string phase)
    {
        var sales = new SampleSales(rows: 16_000);
        Directory.CreateDirectory(_folder["datasets"]);
        Directory.CreateDirectory(_folder["pieces"]);
        sales.WriteDataset(_folder["datasets/sales.fvmd"]);
        string name;
        await using (ServerProcess server = await ServerProcess.StartAsync(_folder))
        {
            Job job = await server.Jobs.SubmitJobAsync(sales.Request(price: Price.ToString(), requestId: "once"));
            name = job.Name;
            await server.KillWhenAsync(name, phase);
        }

        await using ServerProcess again = await ServerProcess.StartAsync(_folder);
        Assert.Equal(name, (await again.Jobs.SubmitJobAsync(sales.Request(price: Price.ToString(), requestId: "once"))).Name);
        Job ended = await again.EndAsync(name);
        Assert.True(ended.State == JobState.Settled, ended.Reason);
        Assert.Equal(ended.Settlement.ProofMessages.Count, ended.Settlement.ProofMessages.Select(message => message.Cid).Distinct().Count());
        await AssertSettledOnceAsync(again, jobs: 1);
    }

    /// <summary>
    /// Somebody with the provider's key brings a part that is in the middle of the server's next message while it is down, or begins the proof anew: what it
    /// had sent counts no more, and it goes on from where the market is. Where all is brought the chain has paid, and the job is settled.
    /// </summary>
    /// <param name="sent">The server's own messages of parts before that.</param>
    /// <param name="begins">Whether somebody begins anew.</param>
    /// <param name="parts">That the market has when somebody is done.</param>
    [Theory]
    [InlineData(0, false, 1)]
    [InlineData(1, true, 0)]
    [InlineData(1, true, 1)]
    [InlineData(1, false, 3)]
    public async Task Kill_SomebodyGoesOnMeanwhile_ProofIsTakenUpThereAndSettlesOnce(int sent, bool begins, int parts)
    {
        var sales = new SampleSales(rows: 16_000);
        Directory.CreateDirectory(_folder["datasets"]);
        Directory.CreateDirectory(_folder["pieces"]);
        sales.WriteDataset(_folder["datasets/sales.fvmd"]);
        int jobs = 0;
        string name;
        do
        {
            // A fast machine may have sent more before the signal arrives: then the next job is tried.
            Assert.InRange(++jobs, 1, 50);
            await using ServerProcess server = await ServerProcess.StartAsync(_folder);
            name = (await server.Jobs.SubmitJobAsync(sales.Request(price: Price.ToString()))).Name;
            await server.KillWhenAsync(name, "attested");
        }
        while (!await GoOnAsync(name[5..], sent, begins, parts));

        await using ServerProcess again = await ServerProcess.StartAsync(_folder);
        Job ended = await again.EndAsync(name);
        Assert.True(ended.State == JobState.Settled, ended.Reason);
        Assert.Equal((Price.ToString(), "0", 0u, ""), (ended.Settlement.Paid, ended.Settlement.Refunded, ended.Settlement.ExitCode, ended.Reason));
        Assert.True(ended.Settlement.SettleEpoch > 0, $"epoch {ended.Settlement.SettleEpoch}");
        await AssertSettledOnceAsync(again, jobs);
    }

    /// <summary>Brings the server's own messages to where it is to have stopped, then does what somebody does.</summary>
    /// <returns>False when the server had got further.</returns>
    private async Task<bool> GoOnAsync(string id, int sent, bool begins, int parts)
    {
        Settings settings = RunningSidecar.SettingsFor(_folder);
        using JobStore store = JobStore.Open(_folder["data/jobs.sqlite"]);
        await using ChainNode node = ChainNode.Open(settings, NullLogger.Instance);
        var outbox = new Outbox(store, node, NullLogger.Instance);
        outbox.Resume();
        MarketClient market = await MarketClient.OpenAsync(node, outbox, default);
        JobRecord record = store.Get(id)!;
        ulong job = record.Job.MarketJobId;
        using var file = new MemoryStream(new ResultStore(_folder["data/results"]).Get(record.ProofHash.Span));
        Assert.Null(ProofFile.TryRead(file, out ProofFile? proof));
        Assert.Null(ProofMessages.TryCreate(proof!.Statement, proof.Proof, out ProofMessages? messages));
        Assert.Equal([0..2, 2..3], messages!.Openings);
        bool hasSettled = market.GetJob(job).Status == MarketJobStatus.Settled;
        if (hasSettled || store.FindOutbox(id, sent == 0 ? "proof-part-0" : "proof-part-2") is not null) { return false; }
        byte[] begin = messages.Begin(job, record.Attestation.ToByteArray(), record.Signature.ToByteArray());
        await SendAsync(id, "begin-proof", MarketMethod.BeginProof, begin);
        if (sent > 0) { await SendAsync(id, "proof-part-0", MarketMethod.ProofPart, messages.Open(job, 0..2)); }
        if (begins) { await SendAsync("somebody", $"begin {id}", MarketMethod.BeginProof, begin); }
        int first = begins || sent == 0 ? 0 : 2;
        if (parts > first) { await SendAsync("somebody", $"parts of {id}", MarketMethod.ProofPart, messages.Open(job, first..parts)); }
        int? next = market.GetProof(job) is { } progress ? messages.FindPart(progress.Continuation) : null;
        Assert.Equal(parts < messages.Parts.Length ? parts : null, next);
        return true;

        async Task SendAsync(string owner, string purpose, MarketMethod method, byte[] parameters)
        {
            MessageResult result = await market.SendOnceAsync(owner, purpose, node.Provider, TokenAmount.Zero, method, parameters, default);
            Assert.True(result.Succeeded, result.ExitMessage);
        }
    }

    [Fact]
    public async Task Kill_AtRandomMomentsUnderLoad_EveryAcceptedJobSettlesExactlyOnce()
    {
        const int Jobs = 12, Kills = 5;
        Directory.CreateDirectory(_folder["pieces"]);
        string cid = RunningSidecar.AddPiece(_folder["pieces"], "piece", 300_000).ToCidV2().ToString();
        var random = new Random(7);
        List<string> names = [];
        for (int kill = 0; kill < Kills; kill++)
        {
            await using ServerProcess server = await ServerProcess.StartAsync(_folder);
            for (int i = names.Count; i < Jobs * (kill + 1) / Kills; i++)
            {
                names.Add((await server.Jobs.SubmitJobAsync(RunningSidecar.Request(cid, price: Price.ToString()))).Name);
            }

            await Task.Delay(random.Next(20, 400));
        }

        await using ServerProcess last = await ServerProcess.StartAsync(_folder);
        foreach (string name in names)
        {
            Job ended = await last.EndAsync(name);
            Assert.True(ended.State == JobState.Settled, $"{name}: {ended.Reason}");
        }

        await AssertSettledOnceAsync(last, Jobs);
    }

    [Fact]
    public async Task Terminate_WhileSomebodyWatches_StopsAtOnceAndTellsThem()
    {
        Directory.CreateDirectory(_folder["pieces"]);
        await using ServerProcess server = await ServerProcess.StartAsync(_folder);
        using AsyncServerStreamingCall<ActorEvent> events = server.Chain.WatchEvents(new WatchEventsRequest());
        Task<bool> next = events.ResponseStream.MoveNext(default);
        await server.Chain.GetHeadAsync(new GetHeadRequest());
        Assert.Equal(0, await server.TerminateAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => next)).StatusCode);
    }

    /// <summary>What the chain says counts: one event and one payment for each job, and nothing left in the market but the bond.</summary>
    private static async Task AssertSettledOnceAsync(ServerProcess server, int jobs)
    {
        ListWalletResponse wallet = await server.Chain.ListWalletAsync(new ListWalletRequest());
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        var fromTheStart = new WatchEventsRequest { Emitter = wallet.MarketAddress, FromEpoch = 1 };
        using AsyncServerStreamingCall<ActorEvent> events = server.Chain.WatchEvents(fromTheStart, cancellationToken: stop.Token);
        Dictionary<string, int> counts = [];
        while (counts.GetValueOrDefault("job-settled") < jobs && await events.ResponseStream.MoveNext(stop.Token))
        {
            var type = new CborReader(events.ResponseStream.Current.Entries.Single(entry => entry.Key == "$type").Value.Span);
            Count(counts, type.ReadText());
        }

        Assert.Equal(jobs, counts.GetValueOrDefault("job-posted"));
        Assert.Equal(jobs, counts.GetValueOrDefault("job-accepted"));
        Assert.Equal(jobs, counts.GetValueOrDefault("job-settled"));
        Actor market = await server.Chain.GetActorAsync(new GetActorRequest { Address = wallet.MarketAddress });
        Assert.Equal(100 * Price, BigInteger.Parse(market.Balance));
    }

    private static void Count(Dictionary<string, int> counts, string type) => counts[type] = counts.GetValueOrDefault(type) + 1;

    /// <summary><c>fvmcompute serve</c> as a process of its own.</summary>
    private sealed class ServerProcess : IAsyncDisposable
    {
        private readonly Process _process;
        private readonly GrpcChannel _channel;

        private ServerProcess(Process process, GrpcChannel channel)
        {
            _process = process;
            _channel = channel;
            Jobs = new V1.Jobs.JobsClient(channel);
            Chain = new V1.Chain.ChainClient(channel);
        }

        public V1.Jobs.JobsClient Jobs { get; }

        public V1.Chain.ChainClient Chain { get; }

        public static async Task<ServerProcess> StartAsync(TemporaryFolder folder)
        {
            string[] arguments =
            [
                Path.Combine(AppContext.BaseDirectory, "fvmcompute.dll"), "serve", "--data-dir", folder["data"], "--piece-roots", folder["pieces"],
                .. Directory.Exists(folder["datasets"]) ? (string[])["--dataset-roots", folder["datasets"]] : [],
                "--device", "cpu", "--listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0", "--block-time-ms", "30",
                "--default-deadline-epochs", "100000", "--log-level", "warning",
            ];
            var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string? line = await process.StandardOutput.ReadLineAsync();
            if (line is null) { throw new InvalidOperationException($"the server did not start: {await errors}"); }
            _ = process.StandardOutput.ReadToEndAsync();
            string address = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1];
            return new ServerProcess(process, GrpcChannel.ForAddress(address));
        }

        public async Task KillWhenAsync(string job, string message)
        {
            using AsyncServerStreamingCall<JobUpdate> call = Jobs.WatchJob(new WatchJobRequest { Name = job });
            try
            {
                while (await call.ResponseStream.MoveNext(default))
                {
                    JobUpdate update = call.ResponseStream.Current;
                    if (update.Message.Contains(message) || update.Job.State.ToString().Equals(message, StringComparison.OrdinalIgnoreCase)) { break; }
                }
            }
            finally
            {
                _process.Kill();
            }
        }

        /// <summary>SIGTERM, then the exit code.</summary>
        public async Task<int> TerminateAsync(TimeSpan patience)
        {
            using Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            using var limit = new CancellationTokenSource(patience);
            await _process.WaitForExitAsync(limit.Token);
            return _process.ExitCode;
        }

        public async Task<Job> EndAsync(string name)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
            using AsyncServerStreamingCall<JobUpdate> call = Jobs.WatchJob(new WatchJobRequest { Name = name }, cancellationToken: limit.Token);
            while (await call.ResponseStream.MoveNext(limit.Token)) { }
            return await Jobs.GetJobAsync(new GetJobRequest { Name = name });
        }

        public async ValueTask DisposeAsync()
        {
            _channel.Dispose();
            if (!_process.HasExited) { _process.Kill(); }
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }
}
