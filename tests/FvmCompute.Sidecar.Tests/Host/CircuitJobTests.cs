using System.Numerics;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Grpc.Errors;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Prover.Files;
using FvmCompute.Sidecar.Circuits;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Sidecar.Tests.Circuits;
using FvmCompute.V1;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace FvmCompute.Sidecar.Tests.Host;

/// <summary>Proof-of-circuit jobs against one running sidecar, through gRPC.</summary>
public sealed class CircuitJobTests : IAsyncLifetime
{
    private static readonly BigInteger OneFil = BigInteger.Pow(10, 18);

    /// <summary>A spec to spoil.</summary>
    private sealed record SampleSalesChange(SampleSales Sales, CircuitSpec Spec);

    private readonly SampleSales _sales = new(rows: 9000);
    private RunningSidecar _sidecar = null!;

    public async Task InitializeAsync()
    {
        _sidecar = await RunningSidecar.StartAsync();
        _sales.WriteDataset(Path.Combine(_sidecar.DatasetFolder, "sales.fvmd"));
    }

    public async Task DisposeAsync() => await _sidecar.DisposeAsync();

    [Fact]
    public async Task Submit_SumOverACommittedTable_IsProvenInSeveralMessagesAndPaid()
    {
        BigInteger client = await _sidecar.BalanceAsync("client"), provider = await _sidecar.BalanceAsync("provider"), market = _sidecar.MarketBalance;
        Job job = await _sidecar.RunAsync(_sales.Request(price: OneFil.ToString()));
        Assert.True(job.State == JobState.Settled, job.Reason);
        Assert.Equal(["import", "commit", "witness", "post", "accept", "prove", "self-check", "settle"], job.Timings.Select(timing => timing.Phase));
        Assert.True(job.PeakHostBytes > 9000 * 3 * 8);
        Assert.True(job.Spec.Circuit.Circuit.IsEmpty && job.Spec.Circuit.Witness.IsEmpty);
        Assert.Equal(Blake2b.Hash256(_sales.Circuit.Encode()), job.Spec.Circuit.CircuitBlake2B256.ToByteArray());

        V1.Settlement settlement = job.Settlement;
        Assert.Equal(OneFil.ToString(), settlement.Paid);
        Assert.Equal(3, settlement.ProofMessages.Count);
        Assert.All(settlement.ProofMessages, message => Assert.InRange(message.Bytes, 1000u, (ulong)CircuitPlan.MaxParameterBytes));
        Assert.Equal(settlement.GasUsed, settlement.ProofMessages.Aggregate(0UL, (sum, message) => sum + message.GasUsed));
        Assert.Equal(settlement.SettleMessageCid, settlement.ProofMessages[^1].Cid);
        BigInteger gained = await _sidecar.BalanceAsync("provider") - provider, spent = client - await _sidecar.BalanceAsync("client");
        Assert.InRange(gained, OneFil * 9 / 10, OneFil);
        Assert.InRange(spent, OneFil, OneFil * 11 / 10);
        Assert.Equal(market, _sidecar.MarketBalance);
    }

    [Fact]
    public async Task GetResult_SettledJob_IsAProofFileThatAnybodyCanVerify()
    {
        Job job = await _sidecar.RunAsync(_sales.Request());
        (JobResult result, byte[] file) = await _sidecar.ResultAsync(job.Name);
        Assert.Equal(result.ProofBlake2B256.ToByteArray(), Blake2b.Hash256(file));
        Assert.Null(ProofFile.TryRead(new MemoryStream(file), out ProofFile? read));
        Assert.Equal(Verdict.Accepted, ProofVerifier.Verify(read!.Statement, read.Proof, VerifierOptions.Secure));
        Assert.Null(StatementDecoding.TryDecode(read.Statement, out Statement? statement));
        Assert.Equal([(ulong)_sales.Sum, _sales.FirstPrice], statement!.PublicValues.ToArray());
        Assert.Equal(_sales.Id, Assert.Single(statement.Datasets).Id());
        Assert.Equal([.. statement.PublicValues], result.Circuit.PublicValues);
        Assert.Equal([9000UL], result.Circuit.Rows);
        Assert.Equal("chain-4-m12", result.Circuit.Profile);
        Assert.Equal(Blake2b.Hash256(read.Statement), result.Circuit.StatementBlake2B256.ToByteArray());
        Assert.Null(ProofMessages.TryCreate(read.Statement, read.Proof, out ProofMessages? messages));
        Assert.Equal(1 + messages!.Openings.Count(), job.Settlement.ProofMessages.Count);
        Assert.Equal((uint)messages.Parts.Length, result.Circuit.Parts);
        Assert.Equal(TrustGrade.Proven, result.Grade);
    }

    [Fact]
    public async Task Submit_ResultThatTheClientKnows_IsFixedAndProven()
    {
        Job job = await _sidecar.RunAsync(_sales.Request(change: spec => spec.PublicValues[0].Fixed = (ulong)_sales.Sum));
        Assert.True(job.State == JobState.Settled, job.Reason);
    }

    private static (string Reason, Action<SampleSalesChange> Spoil)[] Unprovable =>
    [
        ("public value 0 is given as 7, but the column of claim 0 says", change => change.Spec.PublicValues[0].Fixed = 7),
        ("does not hold on row 4321", change => change.Spec.Witness = ByteString.CopyFrom(change.Sales.Witness(wrongRow: 4321))),
        ("is the dataset 0101", change => change.Spec.DatasetIds[0] = ByteString.CopyFrom(Enumerable.Repeat((byte)1, 32).ToArray())),
        ("m of dataset [0]: expected 16, got 12", change => change.Spec.Profile = "chain-4-m16"),
    ];

    [Fact]
    public async Task Submit_WhatCannotBeProven_IsRefusedBeforeAnythingIsPaidOrBound()
    {
        BigInteger client = await _sidecar.BalanceAsync("client"), provider = await _sidecar.BalanceAsync("provider");
        foreach ((string reason, Action<SampleSalesChange> spoil) in Unprovable)
        {
            Job job = await _sidecar.RunAsync(_sales.Request(change: spec => spoil(new SampleSalesChange(_sales, spec))));
            Assert.Equal(JobState.Refused, job.State);
            Assert.Contains(reason, job.Reason);
            Assert.False(job.HasMarketJobId);
        }

        Assert.Equal(client, await _sidecar.BalanceAsync("client"));
        Assert.Equal(provider, await _sidecar.BalanceAsync("provider"));
    }

    private static (string Field, Action<SampleSalesChange> Spoil)[] BadFields =>
    [
        ("spec.circuit.circuit", change => change.Spec.Circuit = ByteString.Empty),
        ("spec.circuit.circuit", change => change.Spec.Circuit = ByteString.CopyFrom(new byte[100])),
        ("spec.circuit.circuit", change => change.Spec.Circuit = ByteString.CopyFrom([.. change.Spec.Circuit.Span, 0])),
        ("spec.circuit.circuit", change => change.Spec.Circuit = ByteString.CopyFrom(new byte[61_441])),
        ("spec.circuit.profile", change => change.Spec.Profile = "test-a"),
        ("spec.circuit.dataset_ids", change => change.Spec.DatasetIds.Clear()),
        ("spec.circuit.dataset_ids", change => change.Spec.DatasetIds.Add(Enumerable.Repeat(change.Spec.DatasetIds[0], 4))),
        ("spec.circuit.dataset_ids[0]", change => change.Spec.DatasetIds[0] = ByteString.CopyFrom(new byte[31])),
        ("spec.circuit.public_values", change => change.Spec.PublicValues.Clear()),
        ("spec.circuit.public_values[1].fixed", change => change.Spec.PublicValues[1].Fixed = 18446744069414584321),
        ("spec.circuit.public_values[0].fixed", change =>
            {
                change.Spec.PublicValues[0].Fixed = 7;
                change.Spec.Witness = ByteString.CopyFrom(change.Sales.Witness(publicValues: [8, null]));
            }),
        ("spec.circuit.rows", change => change.Spec.Rows.Add(new RowRange())),
        ("spec.circuit.rows[0]", change => change.Spec.Rows[0].Least = 9001),
        ("spec.circuit.rows[0]", change => change.Spec.Rows[0].Most = (1UL << 30) + 1),
        ("spec.circuit.witness", change => change.Spec.Witness = ByteString.Empty),
        ("spec.circuit.witness", change => change.Spec.Witness = ByteString.CopyFrom(change.Spec.Witness.Span[..^1])),
        ("spec.circuit.witness", change => change.Spec.Rows[0] = new RowRange { Least = 9001, Most = 9001 }),
        ("spec.circuit.witness", change => change.Spec.Witness = ByteString.CopyFrom(new byte[3_145_729])),
    ];

    [Fact]
    public async Task Submit_BadField_NamesItAndTheAllowedRange()
    {
        foreach ((string field, Action<SampleSalesChange> spoil) in BadFields)
        {
            SubmitJobRequest request = _sales.Request(change: spec => spoil(new SampleSalesChange(_sales, spec)));
            RpcException error = await Assert.ThrowsAsync<RpcException>(async () => await _sidecar.Jobs.SubmitJobAsync(request));
            Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
            Assert.Equal(field, Assert.Single(error.GetDetail<BadRequest>()!.FieldViolations).Field);
        }

        Assert.Empty((await _sidecar.Jobs.ListJobsAsync(new ListJobsRequest())).Jobs);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_sidecar.Host.Settings.DataFolder, "inputs")));
    }

    /// <summary>200,000 rows of three columns make 147 matrix rows of 2^12; the market takes 128.</summary>
    [Fact]
    public async Task Submit_TooLargeForTheProfileOrTheMemory_IsRefusedWithTheNumbers()
    {
        var large = new SampleSales(rows: 200_000);
        large.WriteDataset(Path.Combine(_sidecar.DatasetFolder, "large"));
        Job wide = await _sidecar.RunAsync(large.Request());
        Assert.Equal(JobState.Refused, wide.State);
        Assert.Contains("the proof has 147 matrix rows", wide.Reason);

        await using RunningSidecar small = await RunningSidecar.StartAsync(settings: ("host-memory", "1000000"));
        _sales.WriteDataset(Path.Combine(small.DatasetFolder, "sales"));
        Job job = await small.RunAsync(_sales.Request());
        Assert.NotEqual(JobState.Settled, job.State);
        Assert.False(job.HasMarketJobId);
    }

    [Fact]
    public async Task Submit_CircuitWhoseStatementFitsNoMessage_IsRefusedBeforeAcceptance()
    {
        byte[] circuit = _sales.LongCircuit(bytes: 60_000).Encode();
        Job job = await _sidecar.RunAsync(_sales.Request(change: spec => spec.Circuit = ByteString.CopyFrom(circuit)));
        Assert.Equal(JobState.Refused, job.State);
        Assert.Contains("do not fit one message", job.Reason);
        Assert.False(job.HasMarketJobId);
    }

    /// <summary>A provider that accepted and is late would lose its collateral.</summary>
    [Fact]
    public async Task Submit_DeadlineThatLeavesNoTimeToProve_IsNotAcceptedAndTheEscrowReturned()
    {
        await using RunningSidecar slow = await RunningSidecar.StartAsync(settings: ("block-time-ms", "5000"));
        _sales.WriteDataset(Path.Combine(slow.DatasetFolder, "sales"));
        SubmitJobRequest request = _sales.Request();
        request.Spec.DeadlineEpoch = slow.Host.Node.HeadEpoch + 8;
        Job job = await slow.RunAsync(request);
        Assert.Equal(JobState.Refused, job.State);
        Assert.Contains("epochs; its deadline", job.Reason);
        Assert.Contains("the escrow was returned", job.Reason);
        Assert.Equal(MarketJobStatus.Cancelled, slow.Host.Market.GetJob(job.MarketJobId).Status);
    }

    [Fact]
    public async Task Submit_JobThatItsClientPosted_IsProvenAndAnotherQuestionRefused()
    {
        SubmitJobRequest request = _sales.Request();
        MarketPlan plan = CircuitSubmission.Read(request.Spec.Circuit, _sidecar.Host.Settings);
        request.MarketJobId = await PostAsync(plan);
        Job job = await _sidecar.RunAsync(request);
        Assert.True(job.State == JobState.Settled, job.Reason);

        SubmitJobRequest other = _sales.Request(change: spec => spec.Rows[0].Least = 1);
        other.MarketJobId = await PostAsync(plan);
        Job refused = await _sidecar.RunAsync(other);
        Assert.Equal(JobState.Refused, refused.State);
        Assert.Contains("asks for something else", refused.Reason);
        Assert.Equal(MarketJobStatus.Open, _sidecar.Host.Market.GetJob(refused.MarketJobId).Status);
    }

    private async Task<ulong> PostAsync(MarketPlan plan)
    {
        var price = new TokenAmount(1000);
        byte[] post = MarketMessages.PostJob(plan, price, _sidecar.Host.Node.HeadEpoch + 100_000, null);
        MessageResult posted = await _sidecar.Host.Market.SendOnceAsync(
            $"client-{Guid.NewGuid()}", "post", _sidecar.Host.Node.Client, price, MarketMethod.PostJob, post, default);
        return MarketClient.ReadPosted(posted.ReturnData.Span);
    }

    [Fact]
    public async Task Cancel_WhileItProves_EndsWithoutAProofAndLosesSightOfNoEscrow()
    {
        var large = new SampleSales(rows: 350_000, profile: "chain-4-m18");
        large.WriteDataset(Path.Combine(_sidecar.DatasetFolder, "large"));
        Job job = await _sidecar.Jobs.SubmitJobAsync(large.Request());
        await _sidecar.SeeAsync(job.Name, "prove: lookups");
        Job cancelled = await _sidecar.Jobs.CancelJobAsync(new CancelJobRequest { Name = job.Name, Reason = "changed my mind" });
        Assert.Equal(JobState.Cancelled, cancelled.State);
        Assert.Contains("the escrow comes back at epoch", cancelled.Reason);
        Assert.Equal(MarketJobStatus.Accepted, _sidecar.Host.Market.GetJob(cancelled.MarketJobId).Status);
    }

    [Fact]
    public async Task Submit_SeveralAtOnce_AllSettleAndValueIsConserved()
    {
        BigInteger market = _sidecar.MarketBalance;
        Job[] submitted = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => await _sidecar.Jobs.SubmitJobAsync(_sales.Request())));
        Job[] ended = await Task.WhenAll(submitted.Select(job => _sidecar.EndAsync(job.Name)));
        Assert.All(ended, job => Assert.True(job.State == JobState.Settled, job.Reason));
        Assert.Equal(4, ended.Select(job => job.MarketJobId).Distinct().Count());
        Assert.Equal(market, _sidecar.MarketBalance);
    }

    [Fact]
    public async Task Submit_SameRequestId_IsOneJobAndOneSettlement()
    {
        Job first = await _sidecar.Jobs.SubmitJobAsync(_sales.Request(requestId: "once"));
        Job second = await _sidecar.Jobs.SubmitJobAsync(_sales.Request(requestId: "once"));
        Assert.Equal(first.Name, second.Name);
        SubmitJobRequest other = _sales.Request(requestId: "once", change: spec => spec.Witness = ByteString.CopyFrom(_sales.Witness(wrongRow: 1)));
        RpcException error = await Assert.ThrowsAsync<RpcException>(async () => await _sidecar.Jobs.SubmitJobAsync(other));
        Assert.Equal(StatusCode.AlreadyExists, error.StatusCode);
        Assert.Equal(JobState.Settled, (await _sidecar.EndAsync(first.Name)).State);
        Assert.Throws<MessageFailedException>(() => _sidecar.Host.Market.GetJob(1));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_sidecar.Host.Settings.DataFolder, "inputs")));
    }
}
