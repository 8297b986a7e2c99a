using System.Diagnostics;
using System.Globalization;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Sidecar.CommandLine.Jobs;
using FvmCompute.Sidecar.Host;
using FvmCompute.V1;
using Grpc.Core;

namespace FvmCompute.Sidecar.CommandLine.Demo;

/// <summary>What a client of the demo does, through the same gRPC that others use.</summary>
internal sealed class DemoClient(SidecarHost host, CallInvoker invoker, Output output, CancellationToken cancellation)
{
    private readonly V1.Jobs.JobsClient _jobs = new(invoker);
    private readonly V1.Chain.ChainClient _chain = new(invoker);

    /// <summary>Submits a job and follows it to its end.</summary>
    public async Task<Job> RunAsync(string requestId, JobSpec spec)
    {
        Job job = await _jobs.SubmitJobAsync(new SubmitJobRequest { RequestId = requestId, Spec = spec }, cancellationToken: cancellation);
        using AsyncServerStreamingCall<JobUpdate> updates = _jobs.WatchJob(new WatchJobRequest { Name = job.Name }, cancellationToken: cancellation);
        while (await updates.ResponseStream.MoveNext(cancellation))
        {
            if (output.ShowsProgress) { output.Error.WriteLine($"            {updates.ResponseStream.Current.Message}"); }
        }

        return await _jobs.GetJobAsync(new GetJobRequest { Name = job.Name }, cancellationToken: cancellation);
    }

    /// <summary>The result of a job that settled; null of any other.</summary>
    public async Task<JobResult?> ResultAsync(Job job)
    {
        if (job.State != JobState.Settled) { return null; }
        using AsyncServerStreamingCall<GetResultResponse> call = _jobs.GetResult(new GetResultRequest { Name = job.Name }, cancellationToken: cancellation);
        return await call.ResponseStream.MoveNext(cancellation) ? call.ResponseStream.Current.Result : throw new CommandException("the server sent no result");
    }

    public async Task<MessageReceipt> ReceiptAsync(string cid) =>
        await _chain.GetReceiptAsync(new GetReceiptRequest { Cid = cid }, cancellationToken: cancellation);

    public BalanceView Balances() => new(BalanceOf(host.Node.Client.Address), BalanceOf(host.Node.Provider.Address), BalanceOf(host.Market.Address));

    /// <summary>The phases of a job as its record has them.</summary>
    public static IEnumerable<PhaseView> PhasesOf(Job job) =>
        job.Timings.Select(timing => new PhaseView(timing.Phase, timing.Duration.ToTimeSpan().TotalSeconds));

    public static async Task<PhaseView> TimedAsync(string phase, Func<Task> work)
    {
        long start = Stopwatch.GetTimestamp();
        await work();
        return new PhaseView(phase, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private string BalanceOf(Address address) => host.Node.Chain.GetBalance(address).Atto.ToString(CultureInfo.InvariantCulture);
}
