using System.CommandLine;
using System.Globalization;
using System.Numerics;
using FvmCompute.V1;

namespace FvmCompute.Sidecar.CommandLine.Jobs;

/// <summary>The options that every kind of job has: who pays, how much, until when.</summary>
internal sealed class JobFields
{
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

    public JobFields(Command command)
    {
        foreach (Option option in (Option[])[_price, _deadline, _requestId, _wallet, _marketJob]) { command.Options.Add(option); }
    }

    /// <param name="spec">With its kind.</param>
    public SubmitJobRequest Read(ParseResult result, JobSpec spec)
    {
        if (!Units.TryParseAmount(result.GetValue(_price)!, out BigInteger price))
        {
            throw new CommandException($"--price '{result.GetValue(_price)}' is not an amount: give attoFIL, or FIL such as 0.5FIL");
        }

        spec.MaxPrice = price.ToString(CultureInfo.InvariantCulture);
        spec.DeadlineEpoch = result.GetValue(_deadline);
        var request = new SubmitJobRequest { RequestId = result.GetValue(_requestId), Spec = spec };
        if (result.GetValue(_marketJob) is { } id) { request.MarketJobId = id; } else { request.WalletAddress = result.GetValue(_wallet); }
        return request;
    }
}
