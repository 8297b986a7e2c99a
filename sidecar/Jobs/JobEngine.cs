using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Prover.Files;
using FvmCompute.Sidecar.Circuits;
using FvmCompute.Sidecar.Compute;
using FvmCompute.Sidecar.Configuration;
using FvmCompute.Sidecar.Datasets;
using FvmCompute.Sidecar.Node;
using FvmCompute.Sidecar.Pieces;
using FvmCompute.Sidecar.Roots;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Sidecar.Wallet;
using FvmCompute.V1;
using FvmCompute.Vm.Chain;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>Takes jobs, runs them, and takes them up again after a restart.</summary>
public sealed class JobEngine : IAsyncDisposable
{
    /// <summary>How long a cancelling call waits for the job to let go before it answers with the job as it is.</summary>
    private static readonly TimeSpan CancelPatience = TimeSpan.FromSeconds(5);

    private readonly JobStore _store;
    private readonly Settings _settings;
    private readonly JobParts _parts;
    private readonly EscrowReturns _escrows;
    private readonly ILogger _log;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, JobHandle> _handles = new();
    private readonly Counter<long> _ended;

    public JobEngine(
        JobStore store, InputStore inputs, ResultStore results, PieceCatalog pieces, DatasetCatalog datasets, ComputeDevices devices, Admission admission,
        ChainNode node, MarketClient market, Settings settings, Meter meter, ILogger log)
    {
        _store = store;
        _settings = settings;
        _log = log;
        Histogram<double> seconds = meter.CreateHistogram<double>("fvmcompute_job_phase_seconds", "s", "time of each phase of a job");
        _ended = meter.CreateCounter<long>("fvmcompute_jobs_ended_total", description: "jobs that ended, by state");
        meter.CreateObservableGauge("fvmcompute_jobs_running", () => _handles.Count, description: "jobs that have not ended");
        meter.CreateObservableGauge("fvmcompute_admitted_bytes", () => admission.UsedBytes, "bytes", "memory declared by running jobs");
        _parts = new JobParts(
            pieces, datasets, devices, admission, inputs, results, node, market, new ProofTimes(settings.Threads), node.RequireId(node.Provider.Address),
            settings.BlockTime, seconds, _stopping.Token);
        _escrows = new EscrowReturns(store, node, market, log);
    }

    public JobFeed Feed { get; } = new();

    /// <summary>Goes on with the jobs that had not ended.</summary>
    public void Start()
    {
        List<JobRecord> unfinished = _store.Unfinished();
        _parts.Inputs.Sweep(unfinished.Select(record => record.Job.Name[5..]).ToHashSet());
        foreach (JobRecord record in unfinished) { Launch(record); }
        _escrows.Start();
    }

    /// <summary>Accepts a job; it is durable when this returns.</summary>
    /// <exception cref="SubmissionException">The request cannot be taken.</exception>
    public Task<JobRecord> SubmitAsync(SubmitJobRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Submission submission = Submission.Read(request, _parts.Node.HeadEpoch, _settings, _parts.Market.Params);
        if (_handles.Count >= _settings.MaxQueuedJobs)
        {
            throw new SubmissionException(
                StatusCode.ResourceExhausted, $"{_handles.Count} jobs wait or run, max-queued-jobs is {_settings.MaxQueuedJobs}: try again later");
        }

        JobRecord record = NewRecord(submission);
        if (request.Spec.Circuit is { } circuit) { _parts.Inputs.Put(record.Job.Name[5..], circuit); }
        return Task.FromResult(Insert(record, submission));
    }

    /// <summary>Cancels a job. Its escrow comes back at once when no provider has accepted, else after the deadline.</summary>
    /// <exception cref="SubmissionException">It has ended, or it is attested and will settle.</exception>
    public async Task<JobRecord> CancelAsync(string name, string reason, CancellationToken cancellation)
    {
        JobId.TryParseName(name, out string id);
        string why = reason.Length > 0 ? $"cancelled: {(reason.Length <= 500 ? reason : reason[..500])}" : "cancelled by its client";
        if (_handles.TryGetValue(id, out JobHandle? handle) && handle.TryCancel(why))
        {
            await Task.WhenAny(handle.Running, Task.Delay(CancelPatience, cancellation));
        }

        JobRecord now = _store.Get(id)!;
        return now.CancelRequested ? now : throw new SubmissionException(
            StatusCode.FailedPrecondition,
            $"{name} is {now.Job.State.ToString().ToUpperInvariant()}; only jobs that are accepted, queued or running can be cancelled");
    }

    /// <summary>Stops without ending jobs: they go on at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_handles.Values.Select(handle => handle.Running));
        await _escrows.DisposeAsync();
        _stopping.Dispose();
    }

    private JobRecord Insert(JobRecord record, Submission submission)
    {
        InsertOutcome outcome = _store.Insert(record, submission.ContentHash, _time.GetUtcNow(), out JobRecord stored);
        if (outcome == InsertOutcome.Added) { return Launch(stored).Record; }
        _parts.Inputs.Remove(record.Job.Name[5..]);
        return outcome == InsertOutcome.SameRequest ? stored : throw new SubmissionException(
            StatusCode.AlreadyExists, $"request_id '{record.Job.RequestId}' was used for {stored.Job.Name} with another content: use a new one");
    }

    private JobRecord NewRecord(Submission submission)
    {
        DateTimeOffset now = _time.GetUtcNow();
        SubmitJobRequest request = Strip(submission.Request);
        var record = new JobRecord
        {
            Request = request,
            Job = new Job
            {
                Name = JobId.ToName(JobId.New(now)),
                RequestId = request.RequestId,
                Spec = request.Spec.Clone(),
                State = JobState.Accepted,
                CreateTime = Timestamp.FromDateTimeOffset(now),
                UpdateTime = Timestamp.FromDateTimeOffset(now),
                Settlement = new V1.Settlement(),
            },
        };
        record.Job.Spec.DeadlineEpoch = submission.Deadline;
        ReadEscrow(request, record, submission);
        return record;
    }

    /// <summary>Without the large inputs, which <see cref="InputStore"/> has.</summary>
    private static SubmitJobRequest Strip(SubmitJobRequest request)
    {
        SubmitJobRequest stripped = new(request);
        if (stripped.Spec.Circuit is not null) { stripped.Spec.Circuit = CircuitSubmission.Strip(request.Spec.Circuit); }
        return stripped;
    }

    private void ReadEscrow(SubmitJobRequest request, JobRecord record, Submission submission)
    {
        switch (request.EscrowCase)
        {
            case SubmitJobRequest.EscrowOneofCase.MarketJobId:
                record.Job.MarketJobId = request.MarketJobId;
                break;
            case SubmitJobRequest.EscrowOneofCase.SignedPostJob:
                CheckSigned(request.SignedPostJob.Span);
                break;
            default:
                WalletKey key = FindKey(request.WalletAddress);
                record.ClientAddress = key.Address.ToString();
                CheckBalance(key.Address, submission.MaxPrice);
                break;
        }
    }

    private void CheckBalance(Address client, TokenAmount price)
    {
        TokenAmount balance = _parts.Node.Chain.GetBalance(client);
        if (balance < price)
        {
            throw new SubmissionException(
                StatusCode.FailedPrecondition, $"{client} holds {balance}, less than the price {price}: send it funds or ask for less");
        }
    }

    private WalletKey FindKey(string address)
    {
        if (address.Length == 0) { return _parts.Node.Client; }
        if (!Address.TryParse(address, out Address? parsed, out FormatError error))
        {
            throw SubmissionException.Invalid("wallet_address", $"is '{address}', which is not an address: {error.Message}");
        }

        return _parts.Node.Keys.Find(parsed) ?? throw SubmissionException.Invalid(
            "wallet_address",
            $"is {parsed}, which is not a key of the node's wallet: post the job with your own key and give signed_post_job or market_job_id");
    }

    private void CheckSigned(ReadOnlySpan<byte> bytes)
    {
        if (!SignedMessage.TryDecode(bytes, out SignedMessage? signed, out FormatError error))
        {
            throw SubmissionException.Invalid("signed_post_job", $"is not a signed message: {error.Message}");
        }

        if (!signed.TryVerify(out FormatError wrong))
        {
            throw SubmissionException.Invalid("signed_post_job", $"has a wrong signature: {wrong.Message}");
        }

        if (_parts.Node.Chain.LookupId(signed.Message.To) != _parts.Market.Id || signed.Message.Method != (ulong)MarketMethod.PostJob)
        {
            throw SubmissionException.Invalid("signed_post_job", $"must call PostJob ({(ulong)MarketMethod.PostJob}) of the market {_parts.Market.Address}");
        }
    }

    private JobHandle Launch(JobRecord record)
    {
        var handle = new JobHandle(record, _store, Feed, _time);
        if (record.CancelRequested) { handle.Interrupt(); }
        _handles[handle.Id] = handle;
        handle.Running = Task.Run(() => RunAsync(handle));
        return handle;
    }

    /// <summary>
    /// Runs a job to its end. When even the end cannot be written (a full disk), the job stays as it was committed and goes on at the next start.
    /// </summary>
    private async Task RunAsync(JobHandle handle)
    {
        try
        {
            await RunToEndAsync(handle);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The process stops; the job goes on at the next start.
        }
        catch (Exception error)
        {
            _log.LogCritical(error, "{Job} cannot be written to the job store: free disk space and restart, it will go on", handle.Record.Job.Name);
        }
    }

    private async Task RunToEndAsync(JobHandle handle)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(handle.Cancelled, _stopping.Token);
        try
        {
            Submission submission = Submission.Restore(handle.Record);
            await JobRun.Of(handle, submission, _parts).RunAsync(either.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return;
        }
        catch (OperationCanceledException) when (handle.Record.CancelRequested)
        {
            await EndAsync(handle, JobState.Cancelled, handle.Record.Job.Reason);
        }
        catch (Exception error) when (error is ChainStoppedException or DataFolderException or SqliteException)
        {
            _log.LogCritical("{Job} waits for the next start: {Reason}", handle.Record.Job.Name, error.Message);
            return;
        }
        catch (JobEndException end)
        {
            await EndAsync(handle, end.State, end.Message);
        }
        catch (Exception error) when (IsExpected(error))
        {
            await EndAsync(handle, JobState.Failed, error.Message);
        }
        catch (Exception error)
        {
            _log.LogError(error, "{Job} failed for a reason nobody thought of", handle.Record.Job.Name);
            await EndAsync(handle, JobState.Failed, $"internal error: {error.Message}");
        }

        Forget(handle);
    }

    /// <summary>Failures for reasons outside this program; their message is the job's reason.</summary>
    private static bool IsExpected(Exception error) => error is MessageFailedException or ChainException or RootAccessException or AdmissionException
        or FilecoinFormatException or ProofFileException or ConfigurationException or IOException or InvalidDataException;

    private async Task EndAsync(JobHandle handle, JobState state, string reason)
    {
        if (handle.Record.EscrowReturnEpoch > 0) { reason += await _escrows.TryCancelAsync(handle, _stopping.Token); }
        handle.Enter(state, reason: reason);
    }

    private void Forget(JobHandle handle)
    {
        _log.LogInformation("{Job} is {State} {Reason}", handle.Record.Job.Name, handle.State, handle.Record.Job.Reason);
        _ended.Add(1, new KeyValuePair<string, object?>("state", handle.State.ToString().ToLowerInvariant()));
        _handles.TryRemove(handle.Id, out _);
        _store.RemoveOutboxOf(handle.Id);
        _parts.Inputs.Remove(handle.Id);
    }
}
