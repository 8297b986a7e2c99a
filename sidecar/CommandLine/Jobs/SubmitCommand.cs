using System.CommandLine;
using System.Globalization;
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
        var command = new Command(
            "possession", "have the provider prove on chain that it holds a piece; the price goes into escrow and is paid when the proof is accepted");
        var fields = new PossessionFields(command);
        Option<bool> wait = new("--wait") { Description = "follow the job until it has ended; exit code 1 unless it settled" };
        command.Options.Add(wait);
        ServerConnection.Runs(command, async (result, output, invoker, options) =>
        {
            var client = new V1.Jobs.JobsClient(invoker);
            Job job = await client.SubmitJobAsync(fields.Read(result), options);
            if (result.GetValue(wait)) { return await WatchCommand.FollowAsync(client, job.Name, output, options.WithDeadline(DateTime.MaxValue)); }
            output.Result(JobView.Of(job), (view, text) => view.Print(text));
            return 0;
        });
        return command;
    }

    /// <summary>The options of a possession job.</summary>
    private sealed class PossessionFields
    {
        private readonly Option<string> _pieceCid = new("--piece-cid")
        {
            Description = "PieceCID v2, or v1 with --padded-size",
            HelpName = "cid",
            Required = true,
        };

        private readonly Option<ulong> _paddedSize = new("--padded-size")
        {
            Description = "padded piece size in bytes; needed for a PieceCID v1",
            HelpName = "bytes",
        };

        private readonly Option<uint> _challenges = new("--challenges")
        {
            Description = "leaves that the market draws",
            HelpName = "count",
            DefaultValueFactory = _ => 10,
        };

        private readonly Option<string> _price = new("--price")
        {
            Description = "most that is paid, in attoFIL, or in FIL with the unit: 0.5FIL",
            HelpName = "amount",
            Required = true,
        };

        private readonly Option<long> _deadline = new("--deadline")
        {
            Description = "last epoch at which the job may settle (default: the server's)",
            HelpName = "epoch",
        };

        private readonly Option<string> _requestId = new("--request-id")
        {
            Description = "the same id within 24 h returns the first job instead of making another",
            HelpName = "id",
            DefaultValueFactory = _ => "",
        };

        private readonly Option<string> _wallet = new("--wallet")
        {
            Description = "address of a key in the node's wallet that pays (default: its client key)",
            HelpName = "address",
            DefaultValueFactory = _ => "",
        };

        private readonly Option<ulong?> _marketJob = new("--market-job")
        {
            Description = "id of a job that was posted to the market already, instead of --wallet",
            HelpName = "id",
        };

        public PossessionFields(Command command)
        {
            Option[] options = [_pieceCid, _paddedSize, _challenges, _price, _deadline, _requestId, _wallet, _marketJob];
            foreach (Option option in options) { command.Options.Add(option); }
        }

        public SubmitJobRequest Read(ParseResult result)
        {
            if (!Units.TryParseAmount(result.GetValue(_price)!, out BigInteger price))
            {
                throw new CommandException($"--price '{result.GetValue(_price)}' is not an amount: give attoFIL, or FIL such as 0.5FIL");
            }

            var possession = new PossessionSpec
            {
                PieceCid = result.GetValue(_pieceCid),
                PaddedSize = result.GetValue(_paddedSize),
                Challenges = result.GetValue(_challenges),
            };
            var request = new SubmitJobRequest
            {
                RequestId = result.GetValue(_requestId),
                Spec = new JobSpec
                {
                    MaxPrice = price.ToString(CultureInfo.InvariantCulture),
                    DeadlineEpoch = result.GetValue(_deadline),
                    Possession = possession,
                },
            };
            if (result.GetValue(_marketJob) is { } id) { request.MarketJobId = id; } else { request.WalletAddress = result.GetValue(_wallet); }
            return request;
        }
    }
}
