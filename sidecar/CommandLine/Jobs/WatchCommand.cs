using System.CommandLine;
using FvmCompute.Sidecar.CommandLine.Client;
using FvmCompute.V1;
using Grpc.Core;

namespace FvmCompute.Sidecar.CommandLine.Jobs;

/// <summary><c>watch JOB</c>: every change of a job until it has ended.</summary>
internal static class WatchCommand
{
    public static Command Build()
    {
        var command = new Command("watch", "follow a job until it has ended; exit code 1 unless it settled");
        Argument<string> name = new("job") { Description = "name of the job: jobs/…" };
        command.Arguments.Add(name);
        ServerConnection.Runs(command, (result, output, invoker, options) =>
            FollowAsync(new V1.Jobs.JobsClient(invoker), result.GetValue(name)!, output, options.WithDeadline(DateTime.MaxValue)));
        return command;
    }

    /// <summary>Prints changes as they come and the whole job at its end.</summary>
    public static async Task<int> FollowAsync(V1.Jobs.JobsClient client, string name, Output output, CallOptions options)
    {
        using AsyncServerStreamingCall<JobUpdate> call = client.WatchJob(new WatchJobRequest { Name = name }, options);
        while (await call.ResponseStream.MoveNext(options.CancellationToken))
        {
            JobUpdate update = call.ResponseStream.Current;
            if (!output.Json) { output.Error.WriteLine($"{update.Job.State.ToString().ToLowerInvariant(),-9} {update.Message}"); }
        }

        Job job = await client.GetJobAsync(new GetJobRequest { Name = name }, options);
        output.Result(JobView.Of(job), (view, text) => view.Print(text));
        return job.State == JobState.Settled ? 0 : ExitCodes.Failed;
    }
}
