using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Pieces;
using FvmCompute.Sidecar.CommandLine.Chain;
using FvmCompute.Sidecar.CommandLine.Jobs;
using FvmCompute.Sidecar.Host;
using FvmCompute.V1;
using Grpc.Core;

namespace FvmCompute.Sidecar.CommandLine.Demo;

/// <summary>The steps of the demo, as a client takes them.</summary>
internal sealed class DemoRun(SidecarHost host, CallInvoker invoker, Output output, CancellationToken cancellation)
{
    private readonly V1.Jobs.JobsClient _jobs = new(invoker);
    private readonly V1.Chain.ChainClient _chain = new(invoker);
    private readonly List<PhaseView> _phases = [];

    public async Task<DemoReport> RunAsync(string payload, uint challenges, BigInteger price)
    {
        output.Say($"sidecar     gRPC on {host.GrpcAddress}, market {host.Market.Address} on {host.Settings.NetworkName}");
        PieceTree tree = Commit(payload);
        BalanceView before = Balances();
        Job job = await SubmitAsync(tree.Commitment, challenges, price);
        BalanceView after = Balances();
        _phases.AddRange(job.Timings.Select(timing => new PhaseView(timing.Phase, timing.Duration.ToTimeSpan().TotalSeconds)));
        JobResult? result = job.State == JobState.Settled ? await ResultAsync(job.Name) : null;
        MessageReceipt? receipt = result is null ? null : await ReceiptAsync(job.Settlement.SettleMessageCid);
        WrongAnswers wrong = new(host, cancellation);
        if (result is not null) { await TimedAsync("wrong answers", () => wrong.RunAsync(job, tree, payload, challenges, price)); }
        return new DemoReport(
            payload, tree.Commitment.PayloadBytes, tree.Commitment.ToCidV1().ToString(), tree.Commitment.ToCidV2().ToString(), tree.Commitment.PaddedBytes,
            job.Device, job.DeviceFallback, job.Name, job.MarketJobId, job.State == JobState.Settled, job.Reason,
            result?.Possession.LeafIndexes.ToArray() ?? [], result?.ProofBytes ?? 0, job.Settlement.GasUsed,
            [.. receipt?.Events.Select(EventView.Of) ?? []], before, after,
            Difference(before.Provider, after.Provider), Difference(before.Client, after.Client), wrong.Refusals, wrong.HonestAnswerSettled, _phases);
    }

    private static string Difference(string before, string after) =>
        (BigInteger.Parse(after, CultureInfo.InvariantCulture) - BigInteger.Parse(before, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);

    private PieceTree Commit(string payload)
    {
        using var progress = new ProgressLine(output, "hashing") { TotalBytes = new FileInfo(payload).Length };
        long start = Stopwatch.GetTimestamp();
        PieceTree tree = host.Pieces.Commit(payload, progress, cancellation);
        _phases.Add(new PhaseView("commp", Stopwatch.GetElapsedTime(start).TotalSeconds));
        return tree;
    }

    private async Task<Job> SubmitAsync(PieceCommitment piece, uint challenges, BigInteger price)
    {
        Job job = await _jobs.SubmitJobAsync(
            new SubmitJobRequest
            {
                RequestId = "demo",
                Spec = new JobSpec
                {
                    MaxPrice = price.ToString(CultureInfo.InvariantCulture),
                    Possession = new PossessionSpec { PieceCid = piece.ToCidV2().ToString(), Challenges = challenges },
                },
            },
            cancellationToken: cancellation);
        using AsyncServerStreamingCall<JobUpdate> updates = _jobs.WatchJob(new WatchJobRequest { Name = job.Name }, cancellationToken: cancellation);
        while (await updates.ResponseStream.MoveNext(cancellation))
        {
            if (output.ShowsProgress) { output.Error.WriteLine($"            {updates.ResponseStream.Current.Message}"); }
        }

        return await _jobs.GetJobAsync(new GetJobRequest { Name = job.Name }, cancellationToken: cancellation);
    }

    private async Task<JobResult> ResultAsync(string job)
    {
        using AsyncServerStreamingCall<GetResultResponse> call = _jobs.GetResult(new GetResultRequest { Name = job }, cancellationToken: cancellation);
        return await call.ResponseStream.MoveNext(cancellation) ? call.ResponseStream.Current.Result : throw new CommandException("the server sent no result");
    }

    private async Task<MessageReceipt> ReceiptAsync(string cid) =>
        await _chain.GetReceiptAsync(new GetReceiptRequest { Cid = cid }, cancellationToken: cancellation);

    private BalanceView Balances() => new(BalanceOf(host.Node.Client.Address), BalanceOf(host.Node.Provider.Address), BalanceOf(host.Market.Address));

    private string BalanceOf(Address address) => host.Node.Chain.GetBalance(address).Atto.ToString(CultureInfo.InvariantCulture);

    private async Task TimedAsync(string phase, Func<Task> work)
    {
        long start = Stopwatch.GetTimestamp();
        await work();
        _phases.Add(new PhaseView(phase, Stopwatch.GetElapsedTime(start).TotalSeconds));
    }
}
