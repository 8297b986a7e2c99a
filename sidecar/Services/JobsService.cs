using System.Text;
using FvmCompute.Grpc.Errors;
using FvmCompute.Sidecar.Jobs;
using FvmCompute.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FvmCompute.Sidecar.Services;

/// <summary>fvmcompute.v1.Jobs over the job engine.</summary>
/// <param name="stopping">Ends the streams that have no end of their own when the server stops.</param>
public sealed class JobsService(JobEngine engine, JobStore store, ResultStore results, CancellationToken stopping) : V1.Jobs.JobsBase
{
    private const int DefaultPageSize = 50;
    private const int MaxPageSize = 1000;

    /// <summary>Well under the default message limit of clients (4 MiB).</summary>
    private const int ProofChunkBytes = 1 << 20;

    public override async Task<Job> SubmitJob(SubmitJobRequest request, ServerCallContext context) =>
        (await engine.SubmitAsync(request, context.CancellationToken)).Job;

    public override Task<Job> GetJob(GetJobRequest request, ServerCallContext context) => Task.FromResult(Find(request.Name).Job);

    public override Task<ListJobsResponse> ListJobs(ListJobsRequest request, ServerCallContext context)
    {
        int size = request.PageSize == 0 ? DefaultPageSize : request.PageSize;
        if (size is < 1 or > MaxPageSize)
        {
            throw SubmissionException.Invalid("page_size", $"is {size}; 1 to {MaxPageSize} are allowed, 0 for {DefaultPageSize}");
        }

        if (!JobFilter.TryParse(request.Filter, out JobFilter filter, out string error)) { throw SubmissionException.Invalid("filter", error); }
        List<JobRecord> records = store.List(filter, FromPageToken(request.PageToken), size + 1);
        var response = new ListJobsResponse();
        response.Jobs.AddRange(records.Take(size).Select(record => record.Job));
        if (records.Count > size) { response.NextPageToken = ToPageToken(records[size - 1].Job.Name); }
        return Task.FromResult(response);
    }

    public override async Task WatchJob(WatchJobRequest request, IServerStreamWriter<JobUpdate> responseStream, ServerCallContext context)
    {
        string name = Find(request.Name).Job.Name;
        using JobFeed.Subscription subscription = engine.Feed.Subscribe(name);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        Job job = Find(name).Job;
        await responseStream.WriteAsync(new JobUpdate { Job = job, Message = job.Reason }, context.CancellationToken);
        while (!JobLifeCycle.HasEnded(job.State))
        {
            JobUpdate update = await subscription.Updates.ReadAsync(either.Token);
            job = update.Job;
            await responseStream.WriteAsync(update, context.CancellationToken);
        }
    }

    public override async Task<Job> CancelJob(CancelJobRequest request, ServerCallContext context) =>
        (await engine.CancelAsync(Find(request.Name).Job.Name, request.Reason, context.CancellationToken)).Job;

    public override async Task GetResult(GetResultRequest request, IServerStreamWriter<GetResultResponse> responseStream, ServerCallContext context)
    {
        JobRecord record = Find(request.Name);
        if (record.Attestation.IsEmpty)
        {
            throw RpcErrors.Create(
                StatusCode.FailedPrecondition,
                $"{record.Job.Name} is {Name(record.Job.State)} and has no result; a result is there from ATTESTED on");
        }

        byte[] proof = ReadProof(record);
        await responseStream.WriteAsync(new GetResultResponse { Result = JobResults.Of(record) }, context.CancellationToken);
        for (int offset = 0; offset < proof.Length; offset += ProofChunkBytes)
        {
            ByteString chunk = ByteString.CopyFrom(proof, offset, Math.Min(ProofChunkBytes, proof.Length - offset));
            await responseStream.WriteAsync(new GetResultResponse { ProofChunk = chunk }, context.CancellationToken);
        }
    }

    private static string Name(JobState state) => state.ToString().ToUpperInvariant();

    private static string ToPageToken(string jobName) => Convert.ToBase64String(Encoding.ASCII.GetBytes(jobName));

    private static string FromPageToken(string token)
    {
        Span<byte> bytes = stackalloc byte[64];
        if (token.Length == 0) { return ""; }
        return Convert.TryFromBase64String(token, bytes, out int length) && JobId.TryParseName(Encoding.ASCII.GetString(bytes[..length]), out string id)
            ? id
            : throw SubmissionException.Invalid("page_token", "was not made by this server: give next_page_token of the page before, or leave it empty");
    }

    private byte[] ReadProof(JobRecord record)
    {
        try
        {
            return results.Get(record.ProofHash.Span);
        }
        catch (InvalidDataException error)
        {
            throw RpcErrors.Create(StatusCode.DataLoss, error.Message);
        }
    }

    private JobRecord Find(string name) => JobId.TryParseName(name, out string id)
        ? store.Get(id) ?? throw ServiceErrors.NotFound("job", name)
        : throw SubmissionException.Invalid("name", $"is '{name}'; a job is named jobs/ and {JobId.Length} letters and digits");
}
