using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Sidecar.Node;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Sidecar.Wallet;
using FvmCompute.V1;
using FvmCompute.Vm.Chain;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>
/// Brings back the escrow of jobs that did not settle, for clients whose key is in the node's wallet: at once by Cancel while no provider has accepted,
/// else by Expire after deadline and grace.
/// </summary>
internal sealed class EscrowReturns(JobStore store, ChainNode node, MarketClient market, ILogger log) : IAsyncDisposable
{
    /// <summary>Epochs after which an escrow that could not be brought back is tried again.</summary>
    private const long RetryEpochs = 20;

    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;

    public void Start() => _watching = WatchAsync(_stopping.Token);

    /// <summary>Cancels the job on chain if no provider has accepted it.</summary>
    /// <returns>What becomes of the escrow, as the end of a sentence.</returns>
    public async Task<string> TryCancelAsync(JobHandle handle, CancellationToken cancellation)
    {
        try
        {
            MarketJobStatus status = market.GetJob(handle.Record.Job.MarketJobId).Status;
            if (status == MarketJobStatus.Cancelled
                || (status == MarketJobStatus.Open && (await SendAsync(handle.Record, "cancel", MarketMethod.Cancel, cancellation)).Succeeded))
            {
                handle.Update("escrow returned", Returned);
                return "; the escrow was returned";
            }
        }
        catch (Exception error) when (error is MessageFailedException or ChainException or JobEndException)
        {
            log.LogWarning(error, "the escrow of {Job} could not be taken back yet", handle.Record.Job.Name);
        }

        return $"; the escrow comes back at epoch {handle.Record.EscrowReturnEpoch}";
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        _stopping.Dispose();
    }

    private static void Returned(JobRecord record)
    {
        record.EscrowReturnEpoch = 0;
        record.Job.Settlement.Refunded = record.Job.Spec.MaxPrice;
    }

    private async Task WatchAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (Vm.Chain.Tipset tipset in node.Chain.WatchTipsets(node.HeadEpoch, cancellation))
            {
                await ExpireDueAsync(tipset.Epoch, cancellation);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ChainStoppedException)
        {
            // The process stops; what is due is found again at the next start.
        }
    }

    private async Task ExpireDueAsync(long epoch, CancellationToken cancellation)
    {
        try
        {
            IEnumerable<JobRecord> due = store.EscrowsDue(epoch).Where(record => JobLifeCycle.HasEnded(record.Job.State));
            foreach (JobRecord record in due) { await ExpireAsync(record, epoch, cancellation); }
        }
        catch (SqliteException error)
        {
            log.LogWarning(error, "the escrows that are due cannot be looked after; the next tipset tries again");
        }
    }

    private async Task ExpireAsync(JobRecord record, long epoch, CancellationToken cancellation)
    {
        JobRecord next = record.Clone();
        next.EscrowReturnEpoch = epoch + RetryEpochs;
        try
        {
            if (await IsReturnedAsync(record, cancellation)) { Returned(next); }
        }
        catch (Exception error) when (error is MessageFailedException or MessageRefusedException or MessageDroppedException or JobEndException)
        {
            log.LogWarning(error, "the escrow of {Job} is not returned, epoch {Epoch} tries again", record.Job.Name, next.EscrowReturnEpoch);
        }

        store.Save(next, TimeProvider.System.GetUtcNow());
        if (next.EscrowReturnEpoch == 0) { store.RemoveOutboxOf(record.Job.Name[5..]); }
    }

    /// <summary>Anybody may expire a job, and a crash may have come after it was cancelled: what the market says counts.</summary>
    private async Task<bool> IsReturnedAsync(JobRecord record, CancellationToken cancellation)
    {
        if (market.GetJob(record.Job.MarketJobId).Status is MarketJobStatus.Cancelled or MarketJobStatus.Expired) { return true; }
        MessageResult result = await SendAsync(record, "expire", MarketMethod.Expire, cancellation);
        if (result.Succeeded) { return true; }
        store.RemoveOutbox(result.Cid.ToString());
        throw new MessageFailedException("expire", result.ExitCode, result.ExitMessage);
    }

    private Task<MessageResult> SendAsync(JobRecord record, string purpose, MarketMethod method, CancellationToken cancellation)
    {
        WalletKey key = node.Keys.Find(Address.Parse(record.ClientAddress)) ?? throw new JobEndException(JobState.Failed, "the client's key is gone");
        byte[] parameters = MarketMessages.Job(record.Job.MarketJobId);
        return market.SendOnceAsync(record.Job.Name[5..], purpose, key, TokenAmount.Zero, method, parameters, cancellation);
    }
}
