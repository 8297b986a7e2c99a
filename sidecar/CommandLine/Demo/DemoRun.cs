using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Filecoin.Pieces;
using FvmCompute.Sidecar.CommandLine.Chain;
using FvmCompute.Sidecar.CommandLine.Jobs;
using FvmCompute.Sidecar.Host;
using FvmCompute.V1;

namespace FvmCompute.Sidecar.CommandLine.Demo;

/// <summary>The demo's first job: possession of a piece.</summary>
internal sealed class DemoRun(SidecarHost host, DemoClient client, Output output, CancellationToken cancellation)
{
    private readonly List<PhaseView> _phases = [];

    public async Task<DemoReport> RunAsync(string payload, uint challenges, BigInteger price)
    {
        output.Say($"sidecar     gRPC on {host.GrpcAddress}, market {host.Market.Address} on {host.Settings.NetworkName}");
        PieceTree tree = Commit(payload);
        BalanceView before = client.Balances();
        Job job = await client.RunAsync("demo", new JobSpec
        {
            MaxPrice = price.ToString(CultureInfo.InvariantCulture),
            Possession = new PossessionSpec { PieceCid = tree.Commitment.ToCidV2().ToString(), Challenges = challenges },
        });
        BalanceView after = client.Balances();
        _phases.AddRange(DemoClient.PhasesOf(job));
        JobResult? result = await client.ResultAsync(job);
        MessageReceipt? receipt = result is null ? null : await client.ReceiptAsync(job.Settlement.SettleMessageCid);
        WrongAnswers wrong = new(host, cancellation);
        if (result is not null)
        {
            var amount = new TokenAmount(price);
            _phases.Add(await DemoClient.TimedAsync("wrong answers", () => wrong.RunAsync(job, tree, payload, challenges, amount)));
        }

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
}
