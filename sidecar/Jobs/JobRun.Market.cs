using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Sidecar.Wallet;
using FvmCompute.V1;

namespace FvmCompute.Sidecar.Jobs;

/// <content>The steps that bind client and provider on chain.</content>
internal abstract partial class JobRun
{
    private const string PostPurpose = "post";
    private const string AcceptPurpose = "accept";

    /// <summary>Puts the price in escrow, unless the client did.</summary>
    protected async Task PostAsync(CancellationToken cancellation)
    {
        if (!handle.Record.Job.HasMarketJobId)
        {
            MessageResult posted = await PostedAsync(cancellation);
            if (!posted.Succeeded)
            {
                throw new JobEndException(JobState.Refused, $"the market refused the job: exit code {posted.ExitCode}, {posted.ExitMessage}");
            }

            RecordPost(posted);
        }

        CheckPosted(parts.Market.GetJob(MarketJob));
    }

    /// <summary>Binds the provider: part of its bond is locked until the job is settled.</summary>
    protected async Task AcceptAsync(CancellationToken cancellation)
    {
        MessageResult accepted = await parts.Market.SendOnceAsync(
            handle.Id, AcceptPurpose, parts.Node.Provider, TokenAmount.Zero, MarketMethod.Accept, MarketMessages.Job(MarketJob), cancellation);
        if (!accepted.Succeeded)
        {
            throw new JobEndException(
                JobState.Failed, $"the market did not let this provider accept: exit code {accepted.ExitCode}, {accepted.ExitMessage}");
        }

        handle.Update($"accepted in epoch {accepted.Epoch}", record =>
        {
            record.Job.Settlement.AcceptMessageCid = accepted.Cid.ToString();
            record.Job.Settlement.AcceptEpoch = accepted.Epoch;
            record.Job.Settlement.ChallengeEpoch = MarketClient.ReadAccepted(accepted.ReturnData.Span);
        });
    }

    /// <summary>A crash between posting and recording it must not lose sight of the escrow, even if the job goes no further.</summary>
    private async Task RecoverPostAsync()
    {
        if (handle.Record.Job.HasMarketJobId || handle.Record.ClientAddress.Length == 0) { return; }
        if (await parts.Market.FindAsync(handle.Id, PostPurpose, parts.Stopping) is { Succeeded: true } posted) { RecordPost(posted); }
    }

    private void RecordPost(MessageResult posted) => handle.Update($"posted in epoch {posted.Epoch}", record =>
    {
        record.Job.MarketJobId = MarketClient.ReadPosted(posted.ReturnData.Span);
        record.Job.Settlement.PostMessageCid = posted.Cid.ToString();
        record.EscrowReturnEpoch = record.ClientAddress.Length > 0 ? submission.Deadline + (long)parts.Market.Params.Grace + 1 : 0;
    });

    /// <summary>Cancelling does not interrupt the wait for a message that pays from the node's wallet: what it put in escrow has to be recorded.</summary>
    private async Task<MessageResult> PostedAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (submission.Request.EscrowCase == SubmitJobRequest.EscrowOneofCase.SignedPostJob)
        {
            SignedMessage signed = SignedMessage.Decode(submission.Request.SignedPostJob.Span);
            return MessageResult.Of(await parts.Node.Chain.WaitAsync(parts.Node.Push(signed), cancellation));
        }

        byte[] parameters = MarketMessages.PostJob(submission.Plan, submission.MaxPrice, submission.Deadline, Address.FromId(parts.ProviderId));
        return await parts.Market.SendOnceAsync(handle.Id, PostPurpose, ClientKey(), submission.MaxPrice, MarketMethod.PostJob, parameters, parts.Stopping);
    }

    /// <summary>A job that its client posted must be the one that was submitted here, and open to this provider.</summary>
    private void CheckPosted(MarketJob job)
    {
        string problem = job switch
        {
            _ when !job.Plan.Encode().AsSpan().SequenceEqual(submission.Plan.Encode()) => "asks for something else than this job",
            { Provider: { } provider } when provider != parts.ProviderId => $"belongs to provider f0{provider}, this one is f0{parts.ProviderId}",
            { Status: MarketJobStatus.Cancelled or MarketJobStatus.Expired } => $"is {job.Status.ToString().ToLowerInvariant()}",
            _ => "",
        };
        if (problem.Length > 0) { throw new JobEndException(JobState.Refused, $"job {MarketJob} of the market {problem}"); }
    }

    private WalletKey ClientKey() => parts.Node.Keys.Find(Address.Parse(handle.Record.ClientAddress))
        ?? throw new JobEndException(JobState.Failed, $"the key of {handle.Record.ClientAddress} is no longer in the node's wallet");
}
