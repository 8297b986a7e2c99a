using System.Numerics;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Pieces;
using FvmCompute.Grpc.Errors;
using FvmCompute.Sidecar.Configuration;
using FvmCompute.Sidecar.Host;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.V1;
using FvmCompute.Verifier.Possession;
using Google.Rpc;
using Grpc.Core;

namespace FvmCompute.Sidecar.Tests.Host;

/// <summary>Possession jobs against one running sidecar, through gRPC.</summary>
public sealed class PossessionJobTests : IAsyncLifetime
{
    private RunningSidecar _sidecar = null!;

    public async Task InitializeAsync() => _sidecar = await RunningSidecar.StartAsync();

    public async Task DisposeAsync() => await _sidecar.DisposeAsync();

    [Fact]
    public async Task Submit_PieceThatIsHeld_IsProvenAndPaid()
    {
        string cid = _sidecar.AddPiece("piece", 3_000_000);
        BigInteger before = await _sidecar.BalanceAsync("client");
        Job job = await _sidecar.RunAsync(RunningSidecar.Request(cid, challenges: 5, price: "1000000000000000000"));

        Assert.True(job.State == JobState.Settled, job.Reason);
        Assert.Equal("1000000000000000000", job.Settlement.Paid);
        Assert.Equal(0u, job.Settlement.ExitCode);
        Assert.Equal(job.Settlement.AcceptEpoch + 2, job.Settlement.ChallengeEpoch);
        Assert.True(job.Settlement.SettleEpoch > job.Settlement.ChallengeEpoch);
        Assert.True(before - await _sidecar.BalanceAsync("client") >= BigInteger.Pow(10, 18));
        Assert.Equal(["import", "post", "accept", "challenge", "prove", "self-check", "settle"], job.Timings.Select(timing => timing.Phase));
    }

    [Fact]
    public async Task GetResult_SettledJob_IsAProofThatAnybodyCanCheck()
    {
        string cid = _sidecar.AddPiece("piece", 100_000);
        Job job = await _sidecar.RunAsync(RunningSidecar.Request(cid, challenges: 7));
        using AsyncServerStreamingCall<GetResultResponse> call = _sidecar.Jobs.GetResult(new GetResultRequest { Name = job.Name });
        Assert.True(await call.ResponseStream.MoveNext(default));
        JobResult result = call.ResponseStream.Current.Result;
        Assert.True(await call.ResponseStream.MoveNext(default));
        byte[] proof = call.ResponseStream.Current.ProofChunk.ToByteArray();
        Assert.False(await call.ResponseStream.MoveNext(default));

        PieceCommitment piece = PieceCid.ReadV2(Cid.Parse(cid));
        Assert.True(PossessionVerifier.Verify(piece.Root, piece.Height, [.. result.Possession.LeafIndexes], proof).IsValid);
        Assert.Equal(piece.ToCidV1().ToString(), result.Possession.PieceCidV1);
        Assert.Equal(PossessionChallenges.Leaves(result.Possession.ChallengeSeed.Span, 7, piece.Leaves), result.Possession.LeafIndexes);
        Assert.Equal(TrustGrade.Proven, result.Grade);

        var verdict = await new Proofs.ProofsClient(_sidecar.Invoker).VerifyProofAsync(new VerifyProofRequest
        {
            Possession = new V1.PossessionProof
            {
                PieceCid = cid,
                LeafIndexes = { result.Possession.LeafIndexes },
                Proof = Google.Protobuf.ByteString.CopyFrom(proof),
            },
        });
        Assert.True(verdict.Accepted);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(65537)]
    [InlineData(1040385)]
    public async Task Submit_EdgeSizes_Settle(int bytes)
    {
        string cid = _sidecar.AddPiece("piece", bytes);
        Job job = await _sidecar.RunAsync(RunningSidecar.Request(cid, challenges: 4));
        Assert.True(job.State == JobState.Settled, job.Reason);
    }

    [Fact]
    public async Task Submit_PieceGrownToALargerSize_Settles()
    {
        PieceCommitment natural = RunningSidecar.AddPiece(_sidecar.PieceFolder, "piece", 1000);
        PieceCommitment grown = natural.GrowTo(8192);
        SubmitJobRequest request = RunningSidecar.Request(grown.ToCidV1().ToString());
        request.Spec.Possession.PaddedSize = 8192;
        Job job = await _sidecar.RunAsync(request);
        Assert.True(job.State == JobState.Settled, job.Reason);
        Job again = await _sidecar.RunAsync(RunningSidecar.Request(natural.ToCidV2().ToString()));
        Assert.True(again.State == JobState.Settled, again.Reason);
    }

    [Fact]
    public async Task Submit_PieceThatIsNotHere_IsRefusedBeforeAnythingIsPaid()
    {
        BigInteger before = await _sidecar.BalanceAsync("client");
        string absent = CommP.Compute(new MemoryStream([1, 2, 3])).Commitment.ToCidV2().ToString();
        Job job = await _sidecar.RunAsync(RunningSidecar.Request(absent));
        Assert.Equal(JobState.Refused, job.State);
        Assert.Contains(_sidecar.PieceFolder, job.Reason);
        Assert.Equal(before, await _sidecar.BalanceAsync("client"));
    }

    [Fact]
    public async Task Submit_FileChangedSinceItWasIndexed_IsFoundOutAndRefused()
    {
        string cid = _sidecar.AddPiece("piece", 50_000);
        Assert.Equal(JobState.Settled, (await _sidecar.RunAsync(RunningSidecar.Request(cid))).State);
        _sidecar.AddPiece("piece", 50_000, seed: 2);
        Assert.Equal(JobState.Refused, (await _sidecar.RunAsync(RunningSidecar.Request(cid))).State);
    }

    public static TheoryData<string, Action<SubmitJobRequest>> BadRequests => new()
    {
        { "spec.possession.challenges", request => request.Spec.Possession.Challenges = 0 },
        { "spec.possession.challenges", request => request.Spec.Possession.Challenges = 4097 },
        { "spec.max_price", request => request.Spec.MaxPrice = "-1" },
        { "spec.max_price", request => request.Spec.MaxPrice = "0" },
        { "spec.max_price", request => request.Spec.MaxPrice = "1.5" },
        { "spec.max_price", request => request.Spec.MaxPrice = new string('9', 60) },
        { "spec.deadline_epoch", request => request.Spec.DeadlineEpoch = 1 },
        { "spec.deadline_epoch", request => request.Spec.DeadlineEpoch = -5 },
        { "spec.deadline_epoch", request => request.Spec.DeadlineEpoch = long.MaxValue },
        { "spec.possession.piece_cid", request => request.Spec.Possession.PieceCid = "hello" },
        { "spec.possession.piece_cid", request => request.Spec.Possession.PieceCid = "bafy2bzacebbqj7utftviuqgn3lkvvffdr36qdxvtsqjy3bbpe2ac4wc4zw4ua" },
        { "spec.possession.padded_size", request => request.Spec.Possession.PaddedSize = 4096 },
        { "spec.kind", request => request.Spec.Possession = null },
        { "request_id", request => request.RequestId = new string('x', 129) },
        { "wallet_address", request => request.WalletAddress = "f1nonsense" },
        { "signed_post_job", request => request.SignedPostJob = Google.Protobuf.ByteString.CopyFromUtf8("x") },
    };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task Submit_BadField_NamesItAndTheAllowedRange(string field, Action<SubmitJobRequest> spoil)
    {
        SubmitJobRequest request = RunningSidecar.Request(_sidecar.AddPiece("piece", 100_000));
        spoil(request);
        RpcException error = await Assert.ThrowsAsync<RpcException>(async () => await _sidecar.Jobs.SubmitJobAsync(request));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal(field, Assert.Single(error.GetDetail<BadRequest>()!.FieldViolations).Field);
        Assert.Empty((await _sidecar.Jobs.ListJobsAsync(new ListJobsRequest())).Jobs);
    }

    [Fact]
    public async Task Submit_MoreThanTheClientHas_IsRefusedAtOnce()
    {
        SubmitJobRequest request = RunningSidecar.Request(_sidecar.AddPiece("piece", 1000), price: "70000000000000000000000000");
        RpcException error = await Assert.ThrowsAsync<RpcException>(async () => await _sidecar.Jobs.SubmitJobAsync(request));
        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
    }

    [Fact]
    public async Task Submit_FiveMebibytes_IsRefusedAndTheServerLives()
    {
        SubmitJobRequest request = RunningSidecar.Request(_sidecar.AddPiece("piece", 1000));
        request.SignedPostJob = Google.Protobuf.ByteString.CopyFrom(new byte[5 << 20]);
        RpcException error = await Assert.ThrowsAsync<RpcException>(async () => await _sidecar.Jobs.SubmitJobAsync(request));
        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Equal(JobState.Settled, (await _sidecar.RunAsync(RunningSidecar.Request(_sidecar.AddPiece("piece", 1000)))).State);
    }

    [Fact]
    public async Task Submit_SameRequestId_IsOneJob()
    {
        string cid = _sidecar.AddPiece("piece", 1000);
        Job first = await _sidecar.Jobs.SubmitJobAsync(RunningSidecar.Request(cid, requestId: "r"));
        Job second = await _sidecar.Jobs.SubmitJobAsync(RunningSidecar.Request(cid, requestId: "r"));
        Assert.Equal(first.Name, second.Name);
        SubmitJobRequest other = RunningSidecar.Request(cid, challenges: 2, requestId: "r");
        RpcException error = await Assert.ThrowsAsync<RpcException>(async () => await _sidecar.Jobs.SubmitJobAsync(other));
        Assert.Equal(StatusCode.AlreadyExists, error.StatusCode);
        await _sidecar.EndAsync(first.Name);
    }

    [Fact]
    public async Task Submit_ManyAtOnce_AllSettleOnce()
    {
        string cid = _sidecar.AddPiece("piece", 200_000);
        BigInteger before = await _sidecar.BalanceAsync("client");
        SubmitJobRequest request = RunningSidecar.Request(cid, price: "1000000000000000000");
        Job[] submitted = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => await _sidecar.Jobs.SubmitJobAsync(request)));
        Job[] ended = await Task.WhenAll(submitted.Select(job => _sidecar.EndAsync(job.Name)));
        Assert.All(ended, job => Assert.True(job.State == JobState.Settled, job.Reason));
        Assert.Equal(20, ended.Select(job => job.MarketJobId).Distinct().Count());
        BigInteger spent = before - await _sidecar.BalanceAsync("client");
        Assert.InRange(spent, 20 * BigInteger.Pow(10, 18), (21 * BigInteger.Pow(10, 18)) - 1);
        Assert.Equal(20, (await _sidecar.Jobs.ListJobsAsync(new ListJobsRequest { Filter = "state = SETTLED" })).Jobs.Count);
    }

    [Fact]
    public async Task Cancel_AtAnyMoment_LosesSightOfNoEscrow()
    {
        const int Jobs = 24;
        string cid = _sidecar.AddPiece("piece", 50_000);
        var random = new Random(5);
        List<Job> ended = [];
        for (int i = 0; i < Jobs; i++)
        {
            Job job = await _sidecar.Jobs.SubmitJobAsync(RunningSidecar.Request(cid));
            await Task.Delay(random.Next(40));
            try
            {
                Job cancelled = await _sidecar.Jobs.CancelJobAsync(new CancelJobRequest { Name = job.Name });
                Assert.Equal(JobState.Cancelled, cancelled.State);
            }
            catch (RpcException tooLate) when (tooLate.StatusCode == StatusCode.FailedPrecondition)
            {
                // It was attested, or has ended.
            }

            ended.Add(await _sidecar.EndAsync(job.Name));
        }

        Assert.All(ended, job => Assert.True(job.State is JobState.Settled or JobState.Cancelled, job.Reason));
        Assert.Contains(ended, job => job.State == JobState.Cancelled);
        int posted = ended.Count(job => job.HasMarketJobId);
        for (ulong id = 0; id < (ulong)posted; id++) { Assert.Contains(ended, job => job.HasMarketJobId && job.MarketJobId == id); }
        Assert.Throws<MessageFailedException>(() => _sidecar.Host.Market.GetJob((ulong)posted));
    }

    [Fact]
    public async Task Cancel_EndedOrUnknownJob_SaysWhy()
    {
        Job job = await _sidecar.RunAsync(RunningSidecar.Request(_sidecar.AddPiece("piece", 1000)));
        RpcException ended = await Assert.ThrowsAsync<RpcException>(async () => await _sidecar.Jobs.CancelJobAsync(new CancelJobRequest { Name = job.Name }));
        Assert.Equal(StatusCode.FailedPrecondition, ended.StatusCode);
        var nobodys = new CancelJobRequest { Name = "jobs/00000000000000000000000000" };
        RpcException unknown = await Assert.ThrowsAsync<RpcException>(async () => await _sidecar.Jobs.CancelJobAsync(nobodys));
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Datasets_NotBuiltYet_AreUnimplemented()
    {
        var datasets = new V1.Datasets.DatasetsClient(_sidecar.Invoker);
        RpcException error = await Assert.ThrowsAsync<RpcException>(async () => await datasets.ListDatasetsAsync(new ListDatasetsRequest()));
        Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
    }

    [Fact]
    public async Task Start_SecondServerOnOneDataFolder_IsRefusedByName()
    {
        Dictionary<string, string[]> flags = new()
        {
            ["data-dir"] = [_sidecar.Host.Settings.DataFolder],
            ["listen"] = ["127.0.0.1:0"],
            ["http-listen"] = ["127.0.0.1:0"],
        };
        Settings settings = new(SettingsReader.Read(null, flags, _ => null));
        ConfigurationException error = await Assert.ThrowsAsync<ConfigurationException>(() => SidecarHost.StartAsync(settings, default));
        Assert.Contains("another fvmcompute", error.Message);
    }

    [Fact]
    public async Task Metrics_AfterAJob_CountIt()
    {
        await _sidecar.RunAsync(RunningSidecar.Request(_sidecar.AddPiece("piece", 1000)));
        using var http = new HttpClient();
        string metrics = await http.GetStringAsync(_sidecar.Host.HttpAddress + "/metrics");
        Assert.Contains("fvmcompute_jobs_ended_total{state=\"settled\"} 1\n", metrics);
        Assert.Contains("fvmcompute_jobs_running 0\n", metrics);
        Assert.Equal("serving\n", await http.GetStringAsync(_sidecar.Host.HttpAddress + "/healthz"));
    }
}
