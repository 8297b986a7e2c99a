using System.CommandLine;
using FvmCompute.Sidecar.CommandLine.Client;
using FvmCompute.V1;

namespace FvmCompute.Sidecar.CommandLine.Jobs;

/// <summary><c>submit KIND …</c>.</summary>
internal static class SubmitCommand
{
    public static Command Build() => new("submit", "submit a job to a running sidecar") { Possession(), Circuit() };

    private static Command Possession()
    {
        var command = new Command(
            "possession", "have the provider prove on chain that it holds a piece; the price goes into escrow and is paid when the proof is accepted");
        Option<string> pieceCid = new("--piece-cid") { Description = "PieceCID v2, or v1 with --padded-size", HelpName = "cid", Required = true };
        Option<ulong> paddedSize = new("--padded-size") { Description = "padded piece size in bytes; needed for a PieceCID v1", HelpName = "bytes" };
        Option<uint> challenges = new("--challenges") { Description = "leaves that the market draws", HelpName = "count", DefaultValueFactory = _ => 10 };
        foreach (Option option in (Option[])[pieceCid, paddedSize, challenges]) { command.Options.Add(option); }
        return Submits(command, (result, _) => new JobSpec
        {
            Possession = new PossessionSpec
            {
                PieceCid = result.GetValue(pieceCid),
                PaddedSize = result.GetValue(paddedSize),
                Challenges = result.GetValue(challenges),
            },
        });
    }

    private static Command Circuit()
    {
        var command = new Command(
            "circuit",
            "have the provider prove a circuit over committed datasets; the market verifies the proof itself and pays when its last part is accepted");
        var fields = new CircuitFields(command);
        return Submits(command, (result, output) => new JobSpec { Circuit = fields.Read(result, output) });
    }

    /// <summary>Gives a command the options of every job and its action.</summary>
    /// <param name="read">The kind of job that the options ask for.</param>
    private static Command Submits(Command command, Func<ParseResult, Output, JobSpec> read)
    {
        var fields = new JobFields(command);
        Option<bool> wait = new("--wait") { Description = "follow the job until it has ended; exit code 1 unless it settled" };
        command.Options.Add(wait);
        ServerConnection.Runs(command, async (result, output, invoker, options) =>
        {
            var client = new V1.Jobs.JobsClient(invoker);
            Job job = await client.SubmitJobAsync(fields.Read(result, read(result, output)), options);
            if (result.GetValue(wait)) { return await WatchCommand.FollowAsync(client, job.Name, output, options.WithDeadline(DateTime.MaxValue)); }
            output.Result(JobView.Of(job), (view, text) => view.Print(text));
            return 0;
        });
        return command;
    }
}
