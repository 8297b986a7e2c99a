using System.CommandLine;
using FvmCompute.Sidecar.CommandLine.Client;
using FvmCompute.V1;

namespace FvmCompute.Sidecar.CommandLine.Jobs;

/// <summary><c>jobs [JOB]</c> and <c>cancel JOB</c>.</summary>
internal static class JobsCommand
{
    public static Command Build()
    {
        var command = new Command("jobs", "list the jobs of a sidecar, newest first, or show one");
        Argument<string?> name = new("job") { Description = "name of one job: jobs/…", Arity = ArgumentArity.ZeroOrOne };
        Option<string> filter = new("--filter")
        {
            Description = "such as: state = SETTLED AND create_time > \"2026-01-31T00:00:00Z\"",
            HelpName = "terms",
            DefaultValueFactory = _ => "",
        };
        Option<int> limit = new("--limit") { Description = "jobs to print, 1 to 1000", HelpName = "count", DefaultValueFactory = _ => 50 };
        command.Arguments.Add(name);
        command.Options.Add(filter);
        command.Options.Add(limit);
        ServerConnection.Runs(command, async (result, output, invoker, options) =>
        {
            var client = new V1.Jobs.JobsClient(invoker);
            IEnumerable<Job> jobs = result.GetValue(name) is { } one
                ? [await client.GetJobAsync(new GetJobRequest { Name = one }, options)]
                : (await client.ListJobsAsync(new ListJobsRequest { Filter = result.GetValue(filter), PageSize = result.GetValue(limit) }, options)).Jobs;
            output.Result(jobs.Select(JobView.Of).ToArray(), (views, text) =>
            {
                if (views.Length == 0) { text.WriteLine("no jobs"); }
                foreach (JobView view in views) { view.Print(text); }
            });
            return 0;
        });
        return command;
    }

    public static Command Cancel()
    {
        var command = new Command("cancel", "cancel a job that has not been attested; its escrow comes back");
        Argument<string> name = new("job") { Description = "name of the job: jobs/…" };
        Option<string> reason = new("--reason") { Description = "why, for the job's record", HelpName = "text", DefaultValueFactory = _ => "" };
        command.Arguments.Add(name);
        command.Options.Add(reason);
        ServerConnection.Runs(command, async (result, output, invoker, options) =>
        {
            var request = new CancelJobRequest { Name = result.GetValue(name), Reason = result.GetValue(reason) };
            Job job = await new V1.Jobs.JobsClient(invoker).CancelJobAsync(request, options);
            output.Result(JobView.Of(job), (view, text) => view.Print(text));
            return 0;
        });
        return command;
    }
}
