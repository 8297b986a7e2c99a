using System.Diagnostics;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Filecoin.Pieces;
using FvmCompute.Kernels.Devices;
using FvmCompute.Sidecar.Attestation;
using FvmCompute.Sidecar.Pieces;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Sidecar.Wallet;
using FvmCompute.V1;
using FvmCompute.Verifier.Possession;
using FvmCompute.Vm.Kernel;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>
/// One possession job from its acceptance to its settlement. Every step first looks whether it was done before, in the record, in the outbox or on chain,
/// so a run can start again at any point.
/// </summary>
internal sealed class PossessionRun(JobHandle handle, Submission submission, JobParts parts)
{
    /// <summary>Peak of committing to a file and proving: five device segments of 32 MiB, the retained row and its levels, and a sub-tree.</summary>
    public const long PeakHostBytes = 192L << 20;

    private const string PostPurpose = "post";
    private const string AcceptPurpose = "accept";
    private const string SettlePurpose = "settle";

    private PossessionPlan Plan => submission.Plan;

    private ulong MarketJob => handle.Record.Job.MarketJobId;

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (handle.State is not (JobState.Attested or JobState.Settling))
        {
            await RecoverPostAsync();
            if (handle.State != JobState.Queued) { handle.Enter(JobState.Queued); }
            using IDisposable place = await parts.Admission.EnterAsync(PeakHostBytes, submission.Request.Spec.Priority, cancellation);
            await ComputeAsync(cancellation);
        }

        await SettleAsync();
    }

    private async Task ComputeAsync(CancellationToken cancellation)
    {
        DeviceSelection selection = parts.Devices.Select();
        handle.Enter(JobState.Running, JobPhase.Import);
        handle.Update($"runs on {selection.Device}", record =>
        {
            record.Job.Device = selection.Device.Id;
            record.Job.DeviceFallback = selection.FallbackReason;
            record.Job.PeakHostBytes = (ulong)PeakHostBytes;
        });
        using FoundPiece piece = await TimedAsync("import", () => ImportAsync(cancellation));
        await TimedAsync("post", () => PostAsync(cancellation));
        await TimedAsync("accept", () => AcceptAsync(cancellation));
        MarketChallenge challenge = await TimedAsync("challenge", () => DrawAsync(cancellation));
        handle.Enter(JobState.Running, JobPhase.Prove);
        byte[] proof = await TimedAsync("prove", () => ProveAsync(piece, challenge, cancellation));
        handle.Enter(JobState.Running, JobPhase.SelfCheck);
        await TimedAsync("self-check", () => Task.Run(() => SelfCheck(challenge, proof), cancellation));
        Attest(challenge, proof);
    }

    private async Task<FoundPiece> ImportAsync(CancellationToken cancellation)
    {
        var progress = new HashingProgress(handle, PieceSize.Capacity(Plan.Height));
        FoundPiece piece = await Task.Run(() => parts.Pieces.FindAsync(Plan.Commitment, Plan.PaddedSize, progress, cancellation), cancellation)
            ?? throw new JobEndException(
                JobState.Refused,
                $"no file below the piece roots ({string.Join(", ", parts.Pieces.Roots)}) is the piece {submission.Piece.CidV1} of {Plan.PaddedSize} bytes");
        handle.Update($"found {piece.Payload.Name}", record =>
        {
            record.PieceCidV1 = submission.Piece.CidV1.ToString();
            record.PieceCidV2 = piece.Tree.Commitment.IsSmallest ? piece.Tree.Commitment.ToCidV2().ToString() : "";
            record.PaddedSize = Plan.PaddedSize;
        });
        return piece;
    }

    /// <summary>A crash between posting and recording it must not lose sight of the escrow, even if the job goes no further.</summary>
    private async Task RecoverPostAsync()
    {
        if (handle.Record.Job.HasMarketJobId || handle.Record.ClientAddress.Length == 0) { return; }
        if (await parts.Market.FindAsync(handle.Id, PostPurpose, parts.Stopping) is { Succeeded: true } posted) { RecordPost(posted); }
    }

    private async Task PostAsync(CancellationToken cancellation)
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

        byte[] parameters = MarketMessages.PostJob(Plan, submission.MaxPrice, submission.Deadline, Address.FromId(parts.ProviderId));
        return await parts.Market.SendOnceAsync(handle.Id, PostPurpose, ClientKey(), submission.MaxPrice, MarketMethod.PostJob, parameters, parts.Stopping);
    }

    /// <summary>A job that its client posted must be the one that was submitted here, and open to this provider.</summary>
    private void CheckPosted(MarketJob job)
    {
        string problem = job switch
        {
            _ when !job.Plan.Encode().AsSpan().SequenceEqual(Plan.Encode()) => "asks for another piece or number of challenges than this job",
            { Provider: { } provider } when provider != parts.ProviderId => $"belongs to provider f0{provider}, this one is f0{parts.ProviderId}",
            { Status: MarketJobStatus.Cancelled or MarketJobStatus.Expired } => $"is {job.Status.ToString().ToLowerInvariant()}",
            _ => "",
        };
        if (problem.Length > 0) { throw new JobEndException(JobState.Refused, $"job {MarketJob} of the market {problem}"); }
    }

    private async Task AcceptAsync(CancellationToken cancellation)
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

    private async Task<MarketChallenge> DrawAsync(CancellationToken cancellation)
    {
        long epoch = handle.Record.Job.Settlement.ChallengeEpoch;
        handle.Report(0, $"waiting for the randomness of epoch {epoch}");
        await parts.Node.WaitForEpochAsync(epoch, cancellation);
        MarketChallenge challenge = parts.Market.GetChallenge(MarketJob);
        handle.Update($"{challenge.LeafIndexes.Length} leaves were drawn", record =>
        {
            record.ChallengeSeed = ByteString.CopyFrom(challenge.Seed);
            record.LeafIndexes.Clear();
            record.LeafIndexes.AddRange(challenge.LeafIndexes);
        });
        return challenge;
    }

    private static Task<byte[]> ProveAsync(FoundPiece piece, MarketChallenge challenge, CancellationToken cancellation) =>
        Task.Run(() => Filecoin.Pieces.PossessionProof.Create(piece.Tree, piece.Payload, challenge.LeafIndexes, cancellation), cancellation);

    private void SelfCheck(MarketChallenge challenge, byte[] proof)
    {
        PossessionVerdict verdict = PossessionVerifier.Verify(Plan.Commitment, Plan.Height, challenge.LeafIndexes, proof);
        if (!verdict.IsValid)
        {
            throw new JobEndException(
                JobState.Failed, $"the proof made here does not verify ({verdict.Reason}, challenge {verdict.Challenge}); nothing was signed");
        }
    }

    private void Attest(MarketChallenge challenge, byte[] proof)
    {
        byte[] proofHash = parts.Results.Put(proof);
        var statement = new AttestationStatement(
            parts.Market.Params.Chain, parts.Market.Id, MarketJob, Plan.Cid(), [submission.Piece.CidV1],
            AttestationStatement.HashPossessionResult(challenge.Epoch, challenge.Seed), proofHash, handle.Record.Job.Device,
            parts.ProviderId, parts.Node.HeadEpoch);
        byte[] attestation = statement.Encode();
        byte[] signature = parts.Node.Provider.Sign(Cid.DagCbor(attestation).Bytes);
        handle.Update("attested", record =>
        {
            if (record.CancelRequested) { throw new OperationCanceledException("cancelled before it was attested"); }
            record.Job.State = JobState.Attested;
            record.Job.Phase = JobPhase.Unspecified;
            record.Attestation = ByteString.CopyFrom(attestation);
            record.Signature = ByteString.CopyFrom(signature);
            record.ProviderAddress = parts.Node.Provider.Address.ToString();
            record.ProofHash = ByteString.CopyFrom(proofHash);
            record.ProofBytes = (ulong)proof.Length;
        });
    }

    /// <summary>
    /// From the attestation on nothing is cancelled: the provider is bound. A crash here is answered by the outbox and the chain, not by memory.
    /// </summary>
    private async Task SettleAsync()
    {
        if (handle.State == JobState.Attested) { handle.Enter(JobState.Settling); }
        try
        {
            Finish(await TimedAsync("settle", SettledAsync));
        }
        catch (MessageFailedException error)
        {
            JobState state = error.ExitCode == MarketExit.TooLate ? JobState.Expired : JobState.Failed;
            throw new JobEndException(state, $"the market would refuse the answer: exit code {error.ExitCode}, {error.Reason}");
        }
    }

    /// <summary>Needs the stored proof only when no answer was sent before.</summary>
    private async Task<MessageResult> SettledAsync()
    {
        MessageResult? before = await parts.Market.FindAsync(handle.Id, SettlePurpose, parts.Stopping);
        if (before is not null && before.ExitCode != ExitCode.OutOfGas.Value) { return before; }
        JobRecord record = handle.Record;
        byte[] parameters = MarketMessages.Settle(
            record.Job.MarketJobId, record.Attestation.ToByteArray(), record.Signature.ToByteArray(), parts.Results.Get(record.ProofHash.Span));
        return await parts.Market.SendOnceAsync(
            handle.Id, SettlePurpose, parts.Node.Provider, TokenAmount.Zero, MarketMethod.Settle, parameters, parts.Stopping);
    }

    private void Finish(MessageResult settled) => handle.Update(settled.Succeeded ? "settled" : $"refused: {settled.ExitMessage}", record =>
    {
        V1.Settlement settlement = record.Job.Settlement;
        settlement.SettleMessageCid = settled.Cid.ToString();
        settlement.SettleEpoch = settled.Epoch;
        settlement.ExitCode = settled.ExitCode;
        settlement.ExitMessage = settled.ExitMessage;
        settlement.GasUsed = settled.GasUsed;
        record.Job.State = settled.Succeeded ? JobState.Settled : settled.ExitCode == MarketExit.TooLate ? JobState.Expired : JobState.Failed;
        record.Job.Reason = settled.Succeeded ? "" : $"the market refused the answer: exit code {settled.ExitCode}, {settled.ExitMessage}";
        if (!settled.Succeeded) { return; }
        MarketSettlement amounts = MarketSettlement.Decode(settled.ReturnData.Span);
        settlement.Paid = amounts.Paid.Atto.ToString();
        settlement.Refunded = amounts.Refunded.Atto.ToString();
        record.EscrowReturnEpoch = 0;
    });

    private WalletKey ClientKey() => parts.Node.Keys.Find(Address.Parse(handle.Record.ClientAddress))
        ?? throw new JobEndException(JobState.Failed, $"the key of {handle.Record.ClientAddress} is no longer in the node's wallet");

    private async Task TimedAsync(string phase, Func<Task> work) => await TimedAsync(phase, async () =>
    {
        await work();
        return true;
    });

    private async Task<T> TimedAsync<T>(string phase, Func<Task<T>> work)
    {
        long start = Stopwatch.GetTimestamp();
        T result = await work();
        TimeSpan taken = Stopwatch.GetElapsedTime(start);
        parts.PhaseSeconds.Record(taken.TotalSeconds, new KeyValuePair<string, object?>("phase", phase));
        var timing = new PhaseTiming { Phase = phase, Duration = Duration.FromTimeSpan(taken) };
        handle.Update($"{phase} took {taken.TotalMilliseconds:F0} ms", record => record.Job.Timings.Add(timing));
        return result;
    }
}
