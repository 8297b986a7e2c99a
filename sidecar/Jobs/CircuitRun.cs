using System.Diagnostics;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Prover.Files;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Proving;
using FvmCompute.Prover.Satisfaction;
using FvmCompute.Sidecar.Circuits;
using FvmCompute.Sidecar.Compute;
using FvmCompute.Sidecar.Datasets;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.V1;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;
using Google.Protobuf;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>
/// A proof-of-circuit job: find and commit to the datasets, make sure that the witness satisfies the circuit, bind both sides on chain, prove the statement that
/// names the acceptance, check the proof, sign it, and send it in its messages.
/// </summary>
internal sealed partial class CircuitRun(JobHandle handle, Submission submission, CircuitPlan plan, JobParts parts) : JobRun(handle, submission, parts)
{
    /// <summary>For messages of others between ours, and for those that are sent again.</summary>
    private const int SpareEpochs = 10;

    protected override MarketSettlement ReadSettlement(ReadOnlySpan<byte> returnData) =>
        MarketSettlement.DecodePart(returnData) ?? throw new InvalidOperationException("the last part of a proof did not settle its job");

    protected override async Task ComputeAsync(CancellationToken cancellation)
    {
        ProverSelection prover = Parts.Devices.SelectProver();
        Handle.Enter(JobState.Running, JobPhase.Import);
        Handle.Update($"runs on {prover.Device}", record =>
        {
            record.Job.Device = prover.Device;
            record.Job.DeviceFallback = prover.FallbackReason;
        });
        using CircuitTask task = await TimedAsync("import", () => ImportAsync(cancellation));
        ProverOptions options = ProverOptions.ForChain(prover.Backend) with { Progress = Report };
        long peak = task.PeakBytes(options, Parts.Devices.Threads);
        Handle.Update($"needs {peak} bytes of memory", record => record.Job.PeakHostBytes = (ulong)peak);
        using IDisposable place = await Parts.Admission.EnterAsync(peak, Submission.Request.Spec.Priority, cancellation);
        await ProveAsync(task, options, cancellation);
    }

    private async Task<CircuitTask> ImportAsync(CancellationToken cancellation)
    {
        CircuitSpec spec = Parts.Inputs.Get(Handle.Id, Handle.Record.Job.Spec.Circuit);
        List<FoundDataset> found = [];
        try
        {
            foreach (Digest id in plan.Datasets) { found.Add(await FindAsync(id, cancellation)); }
            return new CircuitTask(plan, spec, found);
        }
        catch
        {
            found.ForEach(dataset => dataset.Dispose());
            throw;
        }
    }

    private async Task<FoundDataset> FindAsync(Digest id, CancellationToken cancellation)
    {
        FoundDataset found = await Parts.Datasets.FindAsync(id, message => Handle.Report(0, message), cancellation) ?? throw new JobEndException(
            JobState.Refused, $"no file below dataset-roots ({string.Join(", ", Parts.Datasets.Roots)}) is the dataset {id}");
        Handle.Report(0, $"found {found.Stream.Name}");
        return found;
    }

    private async Task ProveAsync(CircuitTask task, ProverOptions options, CancellationToken cancellation)
    {
        List<DatasetLease> leases = [];
        try
        {
            Handle.Enter(JobState.Running, JobPhase.Commit);
            await TimedAsync("commit", () => LoadAsync(task, leases, cancellation));
            CommittedDataset[] datasets = [.. leases.Select(lease => lease.Dataset)];
            Statement open = await Task.Run(() => task.State(datasets.Select(dataset => dataset.Record)), cancellation);
            Instance unbound = CircuitTask.InstanceOf(open);
            StackedMatrix witness = await Task.Run(() => CircuitProver.StackAuxiliary(unbound, task.Auxiliary), cancellation);
            ProofEstimate estimate = await Task.Run(() => Parts.ProofTimes.Estimate(unbound), cancellation);
            await BindAsync(unbound, datasets, witness, options, estimate, cancellation);
            Statement statement = open with { Context = Context() };
            Handle.Enter(JobState.Running, JobPhase.Prove);
            long start = Stopwatch.GetTimestamp();
            byte[] proof = await TimedAsync("prove", () => Task.Run(() => Prove(statement, datasets, witness, options, cancellation), cancellation));
            Parts.ProofTimes.Record(estimate, Stopwatch.GetElapsedTime(start));
            Handle.Enter(JobState.Running, JobPhase.SelfCheck);
            byte[] encoded = statement.Encode();
            ProofMessages messages = await TimedAsync("self-check", () => Task.Run(() => SelfCheck(encoded, proof), cancellation));
            Attest(statement, messages, proof);
        }
        finally
        {
            leases.ForEach(lease => lease.Dispose());
        }
    }

    private async Task LoadAsync(CircuitTask task, List<DatasetLease> leases, CancellationToken cancellation)
    {
        foreach (FoundDataset found in task.Datasets) { leases.Add(await Parts.Datasets.LoadAsync(found, cancellation)); }
    }

    /// <summary>
    /// Checks the witness before the provider is bound: a client whose witness does not satisfy its circuit would otherwise win the collateral of every
    /// provider that accepts. How long the proof takes and how long its messages are is bounded without it. After a restart the acceptance may have been made.
    /// </summary>
    private async Task BindAsync(
        Instance instance, CommittedDataset[] datasets, StackedMatrix witness, ProverOptions options, ProofEstimate estimate, CancellationToken cancellation)
    {
        if (Handle.Record.Job.Settlement.AcceptMessageCid.Length > 0)
        {
            await TimedAsync("accept", () => AcceptAsync(cancellation));
            return;
        }

        Handle.Enter(JobState.Running, JobPhase.Witness);
        ProofMessageBounds messages = ProofMessageBounds.Of(instance, options.MaxPartBytes);
        RequireThatMessagesFit(messages);
        await TimedAsync("witness", () => Task.Run(() => RequireSatisfied(instance, datasets, witness, cancellation), cancellation));
        await TimedAsync("post", () => PostAsync(cancellation));
        MarketJob posted = Parts.Market.GetJob(MarketJob);
        if (posted.Status == MarketJobStatus.Open) { RequireTimeUntil(posted.Deadline, estimate.Time, 1 + messages.Count); }
        await TimedAsync("accept", () => AcceptAsync(cancellation));
    }

    private static void RequireThatMessagesFit(ProofMessageBounds messages)
    {
        if (messages.Fit) { return; }
        throw new JobEndException(
            JobState.Refused,
            $"openings of level {messages.Level} make messages of up to {messages.Bytes} bytes, which carry {CircuitPlan.MaxParameterBytes}: use a profile "
            + "with longer rows");
    }

    private void RequireSatisfied(Instance instance, CommittedDataset[] datasets, StackedMatrix witness, CancellationToken cancellation)
    {
        WitnessCheckOptions options = new(Parts.Devices.Threads) { Progress = Report };
        if (WitnessCheck.Run(instance, [.. datasets.Select(dataset => dataset.Matrix)], witness, options, cancellation) is { } fault)
        {
            throw new JobEndException(JobState.Refused, $"the witness does not satisfy the circuit: {fault}");
        }
    }

    /// <summary>Who accepts and is late loses its collateral.</summary>
    /// <param name="expected">What the proof is expected to take; it is given twice as long.</param>
    /// <param name="messages">That bring it to the market, at most.</param>
    private void RequireTimeUntil(long deadline, TimeSpan expected, int messages)
    {
        long needed = (2 * (long)Math.Ceiling(expected / Parts.BlockTime)) + messages + SpareEpochs, left = deadline - Parts.Node.HeadEpoch;
        if (needed <= left) { return; }
        throw new JobEndException(
            JobState.Refused,
            $"the proof may take {expected.TotalSeconds:F1} s here and {messages} messages, up to {needed} epochs; its deadline {deadline} leaves {left}");
    }

    private static byte[] Prove(
        Statement statement, CommittedDataset[] datasets, StackedMatrix witness, ProverOptions options, CancellationToken cancellation)
    {
        try
        {
            return CircuitProver.Prove(CircuitTask.InstanceOf(statement), datasets, witness, options, cancellation).Encode();
        }
        catch (UnsatisfiedException error)
        {
            throw new JobEndException(JobState.Failed, $"the witness was found to satisfy the circuit, but {error.Message}");
        }
    }

    private Digest Context()
    {
        long accepted = Parts.Market.GetJob(MarketJob).Accepted ?? throw new JobEndException(
            JobState.Failed, $"job {MarketJob} of the market is not accepted, although the message that accepts it succeeded");
        return plan.Context(Parts.Market.Params.Chain, Parts.Market.Id, MarketJob, Parts.ProviderId, accepted);
    }

    private static ProofMessages SelfCheck(byte[] statement, byte[] proof)
    {
        Rejection? refused = ProofMessages.TryCreate(statement, proof, out ProofMessages? messages);
        return refused is null ? messages! : throw new JobEndException(
            JobState.Failed, $"the proof made here does not verify ({refused}); nothing was signed");
    }

    private void Attest(Statement statement, ProofMessages messages, byte[] proof)
    {
        byte[] result = Blake2b.Hash256(messages.Statement), core = Blake2b.Hash256(messages.Core);
        using var file = new MemoryStream();
        new ProofFile(messages.Statement, proof).Write(file);
        var answer = new AttestedAnswer(plan.DatasetCids, result, core, plan.Profile);
        Attest(answer, file.ToArray(), record => record.Circuit = new CircuitResult
        {
            PublicValues = { statement.PublicValues },
            Rows = { statement.RowCounts },
            StatementBlake2B256 = ByteString.CopyFrom(result),
            CoreBlake2B256 = ByteString.CopyFrom(core),
            CircuitBlake2B256 = ByteString.CopyFrom(plan.Circuit.Bytes),
            DatasetIds = { plan.Datasets.Select(id => ByteString.CopyFrom(id.Bytes)) },
            Profile = statement.Profile.Name,
            StatementBytes = (ulong)messages.Statement.Length,
            CoreBytes = (ulong)messages.Core.Length,
            Parts = (uint)messages.Parts.Length,
        });
    }

    private void Report(ProofPhase phase) =>
        Handle.Report((int)phase / (double)ProofPhase.Done, $"{Handle.Record.Job.Phase}: {phase}".ToLowerInvariant());

    private void Report(WitnessCheckPhase phase) =>
        Handle.Report((int)phase / (double)WitnessCheckPhase.Done, $"{Handle.Record.Job.Phase}: {phase}".ToLowerInvariant());
}
