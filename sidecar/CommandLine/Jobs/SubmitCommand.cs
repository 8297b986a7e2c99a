using System.CommandLine;
using System.Numerics;
using FvmCompute.Sidecar.CommandLine.Client;
using FvmCompute.V1;

namespace FvmCompute.Sidecar.CommandLine.Jobs;

/// <summary><c>submit possession --piece-cid CID …</c>.</summary>
internal static class SubmitCommand
{
    public static Command Build() => new("submit", "submit a job to a running sidecar") { Possession() };

    private static Command Possession()
    {
        var command = new Command("possession", "have the provider prove on chain that it holds a piece; the price goes into escrow and is paid when the proof is accepted");
        Option<string> pieceCid = new("--piece-cid") { Description = "PieceCID v2, or v1 with --padded-size", HelpName = "cid", Required = true };
        Option<ulong> paddedSize = new("--padded-size") { Description = "padded piece size in bytes; needed for a PieceCID v1", HelpName = "bytes" };
        Option<uint> challenges = new("--challenges") { Description = "leaves that the market draws", HelpName = "count", DefaultValueFactory = _ => 10 };
        Option<string> price = new("--price") { Description = "most that is paid, in attoFIL, or in FIL with the unit: 0.5FIL", HelpName = "amount", Required = true };
        Option<long> deadline = new("--deadline") { Description = "last epoch at which the job may settle (default: the server's)", HelpName = "epoch" };
        Option<string> requestId = new("--request-id") { Description = "the same id within 24 h returns the first job instead of making another", HelpName = "id", DefaultValueFactory = _ => "" };
        Option<string> wallet = new("--wallet") { Description = "address of a key in the node's wallet that pays (default: its client key)", HelpName = "address", DefaultValueFactory = _ => "" };
        Option<ulong?> marketJob = new("--market-job") { Description = "id of a job that was posted to the market already, instead of --wallet", HelpName = "id" };
        Option<bool> wait = new("--wait") { Description = "follow the job until it has ended; exit code 1 unless it settled" };
        foreach (Option option in (Option[])[pieceCid, paddedSize, challenges, price, deadline, requestId, wallet, marketJob, wait]) { command.Options.Add(option); }
        ServerConnection.Runs(command, async (result, output, invoker, options) =>
        {
            if (!Units.TryParseAmount(result.GetValue(price)!, out BigInteger amount)) { throw new CommandException($"--price '{result.GetValue(price)}' is not an amount: give attoFIL, or FIL such as 0.5FIL"); }
            var request = new SubmitJobRequest
            {
                RequestId = result.GetValue(requestId),
                Spec = new JobSpec
                {
                    MaxPrice = amount.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    DeadlineEpoch = result.GetValue(deadline),
                    Possession = new PossessionSpec { PieceCid = result.GetValue(pieceCid), PaddedSize = result.GetValue(paddedSize), Challenges = result.GetValue(challenges) },
                },
            };
            if (result.GetValue(marketJob) is { } id) { request.MarketJobId = id; } else { request.WalletAddress = result.GetValue(wallet); }
            var client = new V1.Jobs.JobsClient(invoker);
            Job job = await client.SubmitJobAsync(request, options);
            if (result.GetValue(wait)) { return await WatchCommand.FollowAsync(client, job.Name, output, options.WithDeadline(DateTime.MaxValue)); }
            output.Result(JobView.Of(job), (view, text) => view.Print(text));
            return 0;
        });
        return command;
    }
}
