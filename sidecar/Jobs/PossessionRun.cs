using FvmCompute.Filecoin.Numbers;
using FvmCompute.Filecoin.Pieces;
using FvmCompute.Kernels.Devices;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Sidecar.Attestation;
using FvmCompute.Sidecar.Pieces;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.V1;
using FvmCompute.Verifier.Possession;
using FvmCompute.Vm.Kernel;
using Google.Protobuf;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>A possession job: find the piece, let the market draw leaves, answer with them and their paths.</summary>
internal sealed class PossessionRun(JobHandle handle, Submission submission, PossessionPlan plan, JobParts parts) : JobRun(handle, submission, parts)
{
    /// <summary>Peak of committing to a file and proving: five device segments of 32 MiB, the retained row and its levels, and a sub-tree.</summary>
    public const long PeakHostBytes = 192L << 20;

    private const string SettlePurpose = "settle";

    protected override async Task ComputeAsync(CancellationToken cancellation)
    {
        using IDisposable place = await Parts.Admission.EnterAsync(PeakHostBytes, Submission.Request.Spec.Priority, cancellation);
        DeviceSelection selection = Parts.Devices.Select();
        Handle.Enter(JobState.Running, JobPhase.Import);
        Handle.Update($"runs on {selection.Device}", record =>
        {
            record.Job.Device = selection.Device.Id;
            record.Job.DeviceFallback = selection.FallbackReason;
            record.Job.PeakHostBytes = (ulong)PeakHostBytes;
        });
        using FoundPiece piece = await TimedAsync("import", () => ImportAsync(cancellation));
        await TimedAsync("post", () => PostAsync(cancellation));
        await TimedAsync("accept", () => AcceptAsync(cancellation));
        MarketChallenge challenge = await TimedAsync("challenge", () => DrawAsync(cancellation));
        Handle.Enter(JobState.Running, JobPhase.Prove);
        byte[] proof = await TimedAsync("prove", () => ProveAsync(piece, challenge, cancellation));
        Handle.Enter(JobState.Running, JobPhase.SelfCheck);
        await TimedAsync("self-check", () => Task.Run(() => SelfCheck(challenge, proof), cancellation));
        byte[] result = AttestationStatement.HashPossessionResult(challenge.Epoch, challenge.Seed);
        var answer = new AttestedAnswer([PieceCid.CreateV1(plan.Commitment)], result, Blake2b.Hash256(proof), AttestationStatement.NoProfile);
        Attest(answer, proof, _ => { });
    }

    /// <summary>Needs the stored proof only when no answer was sent before.</summary>
    protected override async Task<MessageResult> AnswerAsync()
    {
        MessageResult? before = await Parts.Market.FindAsync(Handle.Id, SettlePurpose, Parts.Stopping);
        if (before is not null && before.ExitCode != ExitCode.OutOfGas.Value) { return before; }
        JobRecord record = Handle.Record;
        byte[] parameters = MarketMessages.Settle(
            record.Job.MarketJobId, record.Attestation.ToByteArray(), record.Signature.ToByteArray(), Parts.Results.Get(record.ProofHash.Span));
        return await Parts.Market.SendOnceAsync(
            Handle.Id, SettlePurpose, Parts.Node.Provider, TokenAmount.Zero, MarketMethod.Settle, parameters, Parts.Stopping);
    }

    protected override MarketSettlement ReadSettlement(ReadOnlySpan<byte> returnData) => MarketSettlement.Decode(returnData);

    private async Task<FoundPiece> ImportAsync(CancellationToken cancellation)
    {
        var progress = new HashingProgress(Handle, PieceSize.Capacity(plan.Height));
        FoundPiece piece = await Task.Run(() => Parts.Pieces.FindAsync(plan.Commitment, plan.PaddedSize, progress, cancellation), cancellation)
            ?? throw new JobEndException(
                JobState.Refused,
                $"no file below the piece roots ({string.Join(", ", Parts.Pieces.Roots)}) is the piece {PieceCid.CreateV1(plan.Commitment)} "
                + $"of {plan.PaddedSize} bytes");
        Handle.Update($"found {piece.Payload.Name}", record =>
        {
            record.PieceCidV1 = PieceCid.CreateV1(plan.Commitment).ToString();
            record.PieceCidV2 = piece.Tree.Commitment.IsSmallest ? piece.Tree.Commitment.ToCidV2().ToString() : "";
            record.PaddedSize = plan.PaddedSize;
        });
        return piece;
    }

    private async Task<MarketChallenge> DrawAsync(CancellationToken cancellation)
    {
        long epoch = Handle.Record.Job.Settlement.ChallengeEpoch;
        Handle.Report(0, $"waiting for the randomness of epoch {epoch}");
        await Parts.Node.WaitForEpochAsync(epoch, cancellation);
        MarketChallenge challenge = Parts.Market.GetChallenge(MarketJob);
        Handle.Update($"{challenge.LeafIndexes.Length} leaves were drawn", record =>
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
        PossessionVerdict verdict = PossessionVerifier.Verify(plan.Commitment, plan.Height, challenge.LeafIndexes, proof);
        if (!verdict.IsValid)
        {
            throw new JobEndException(
                JobState.Failed, $"the proof made here does not verify ({verdict.Reason}, challenge {verdict.Challenge}); nothing was signed");
        }
    }
}
