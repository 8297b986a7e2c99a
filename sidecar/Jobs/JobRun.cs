using System.Diagnostics;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Sidecar.Attestation;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.V1;
using FvmCompute.Verifier.Wire;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>What a provider signs about an answer, besides what is the same for every kind of job.</summary>
/// <param name="Datasets">CIDs of the data.</param>
/// <param name="Result">BLAKE2b-256 of the result.</param>
/// <param name="Proof">BLAKE2b-256 of the proof as the market hashes it.</param>
/// <param name="Profile">Profile of the proof system, or <see cref="AttestationStatement.NoProfile"/>.</param>
internal sealed record AttestedAnswer(IReadOnlyList<Cid> Datasets, byte[] Result, byte[] Proof, ulong Profile);

/// <summary>
/// One job from its acceptance to its settlement: the steps that every kind of job has. Each step first looks whether it was done before, in the record,
/// in the outbox or on chain, so a run can start again at any point.
/// </summary>
internal abstract partial class JobRun(JobHandle handle, Submission submission, JobParts parts)
{
    protected JobHandle Handle => handle;

    protected Submission Submission => submission;

    protected JobParts Parts => parts;

    protected ulong MarketJob => handle.Record.Job.MarketJobId;

    /// <summary>The run of a job of any kind.</summary>
    public static JobRun Of(JobHandle handle, Submission submission, JobParts parts) => submission.Plan switch
    {
        CircuitPlan plan => new CircuitRun(handle, submission, plan, parts),
        PossessionPlan plan => new PossessionRun(handle, submission, plan, parts),
        _ => throw new InvalidOperationException($"{submission.Plan.GetType().Name} has no run"),
    };

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (handle.State is not (JobState.Attested or JobState.Settling))
        {
            await RecoverPostAsync();
            if (handle.State != JobState.Queued) { handle.Enter(JobState.Queued); }
            await ComputeAsync(cancellation);
        }

        await SettleAsync();
    }

    /// <summary>From the queue to the attestation.</summary>
    protected abstract Task ComputeAsync(CancellationToken cancellation);

    /// <summary>Sends the attested answer and waits for the message that settles, or was refused.</summary>
    protected abstract Task<MessageResult> AnswerAsync();

    /// <summary>What the message that settled returned.</summary>
    protected abstract MarketSettlement ReadSettlement(ReadOnlySpan<byte> returnData);

    /// <summary>Signs the answer. From here on nothing is cancelled.</summary>
    /// <param name="file">What clients get as the proof; it is stored before anything is signed.</param>
    /// <param name="change">Puts into the record what the kind of job needs.</param>
    protected void Attest(AttestedAnswer answer, ReadOnlySpan<byte> file, Action<JobRecord> change)
    {
        byte[] fileHash = parts.Results.Put(file);
        ulong fileBytes = (ulong)file.Length;
        var statement = new AttestationStatement(
            parts.Market.Params.Chain, parts.Market.Id, MarketJob, submission.Plan.Cid(), answer.Datasets, answer.Result, answer.Proof, answer.Profile,
            handle.Record.Job.Device, parts.ProviderId, parts.Node.HeadEpoch);
        byte[] attestation = statement.Encode();
        byte[] signature = parts.Node.Provider.Sign(Cid.DagCbor(attestation).Bytes);
        handle.Update("attested", record =>
        {
            if (record.CancelRequested) { throw new OperationCanceledException("cancelled before it was attested"); }
            change(record);
            record.Job.State = JobState.Attested;
            record.Job.Phase = JobPhase.Unspecified;
            record.Attestation = ByteString.CopyFrom(attestation);
            record.Signature = ByteString.CopyFrom(signature);
            record.ProviderAddress = parts.Node.Provider.Address.ToString();
            record.ProofHash = ByteString.CopyFrom(fileHash);
            record.ProofBytes = fileBytes;
        });
    }

    protected async Task TimedAsync(string phase, Func<Task> work) => await TimedAsync(phase, async () =>
    {
        await work();
        return true;
    });

    protected async Task<T> TimedAsync<T>(string phase, Func<Task<T>> work)
    {
        long start = Stopwatch.GetTimestamp();
        T result = await work();
        TimeSpan taken = Stopwatch.GetElapsedTime(start);
        parts.PhaseSeconds.Record(taken.TotalSeconds, new KeyValuePair<string, object?>("phase", phase));
        var timing = new PhaseTiming { Phase = phase, Duration = Duration.FromTimeSpan(taken) };
        handle.Update($"{phase} took {taken.TotalMilliseconds:F0} ms", record => record.Job.Timings.Add(timing));
        return result;
    }

    /// <summary>
    /// From the attestation on nothing is cancelled: the provider is bound. A crash here is answered by the outbox and the chain, not by memory.
    /// </summary>
    private async Task SettleAsync()
    {
        if (handle.State == JobState.Attested) { handle.Enter(JobState.Settling); }
        try
        {
            MessageResult settled = await TimedAsync("settle", AnswerAsync);
            if (settled.Succeeded || !FinishSettledElsewhere()) { Finish(settled); }
        }
        catch (MessageFailedException error)
        {
            if (FinishSettledElsewhere()) { return; }
            JobState state = error.ExitCode == MarketExit.TooLate ? JobState.Expired : JobState.Failed;
            throw new JobEndException(state, $"the market would refuse the answer: exit code {error.ExitCode}, {error.Reason}");
        }
    }

    /// <summary>
    /// Somebody else with the provider's key may have sent the answer that this node attested, or the rest of it: the chain paid for it then, and the job is
    /// settled although its own message is refused.
    /// </summary>
    /// <returns>False when the market did not settle the job with this attestation.</returns>
    private bool FinishSettledElsewhere()
    {
        MarketJob job = parts.Market.GetJob(MarketJob);
        byte[] attestation = Digest.Of(handle.Record.Attestation.Span).Bytes.ToArray();
        if (job.Status != MarketJobStatus.Settled || job.Attestation is not { } paid || !paid.AsSpan().SequenceEqual(attestation)) { return false; }
        handle.Update("settled with this answer by a message from elsewhere", record =>
        {
            V1.Settlement settlement = record.Job.Settlement;
            (settlement.ExitCode, settlement.ExitMessage, settlement.SettleEpoch) = (0, "", job.Ended ?? 0);
            settlement.Paid = job.Price.Atto.ToString();
            settlement.Refunded = (job.Escrow.Atto - job.Price.Atto).ToString();
            settlement.GasUsed = settlement.ProofMessages.Aggregate(0UL, (sum, message) => sum + message.GasUsed);
            (record.Job.State, record.Job.Reason, record.EscrowReturnEpoch) = (JobState.Settled, "", 0);
        });
        return true;
    }

    private void Finish(MessageResult settled) => handle.Update(settled.Succeeded ? "settled" : $"refused: {settled.ExitMessage}", record =>
    {
        V1.Settlement settlement = record.Job.Settlement;
        settlement.SettleMessageCid = settled.Cid.ToString();
        settlement.SettleEpoch = settled.Epoch;
        settlement.ExitCode = settled.ExitCode;
        settlement.ExitMessage = settled.ExitMessage;
        settlement.GasUsed = settlement.ProofMessages.Count == 0
            ? settled.GasUsed
            : settlement.ProofMessages.Aggregate(0UL, (sum, message) => sum + message.GasUsed);
        record.Job.State = settled.Succeeded ? JobState.Settled : settled.ExitCode == MarketExit.TooLate ? JobState.Expired : JobState.Failed;
        record.Job.Reason = settled.Succeeded ? "" : $"the market refused the answer: exit code {settled.ExitCode}, {settled.ExitMessage}";
        if (!settled.Succeeded) { return; }
        MarketSettlement amounts = ReadSettlement(settled.ReturnData.Span);
        settlement.Paid = amounts.Paid.Atto.ToString();
        settlement.Refunded = amounts.Refunded.Atto.ToString();
        record.EscrowReturnEpoch = 0;
    });
}
