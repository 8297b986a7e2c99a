using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Sidecar.Node;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Sidecar.Wallet;
using FvmCompute.V1;
using FvmCompute.Vm.Chain;
using Microsoft.Extensions.Logging;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>
/// Brings back the escrow of jobs that did not settle, for clients whose key is in the node's wallet: at once by Cancel while no provider has accepted,
/// else by Expire after deadline and grace.
/// </summary>
internal sealed class EscrowReturns(JobStore store, ChainNode node, MarketClient market, ILogger log) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;

    public void Start() => _watching = WatchAsync(_stopping.Token);

    /// <summary>Cancels the job on chain if no provider has accepted it.</summary>
    /// <returns>What becomes of the escrow, as the end of a sentence.</returns>
    public async Task<string> TryCancelAsync(JobHandle handle, CancellationToken cancellation)
    {
        try
        {
            if (market.GetJob(handle.Record.Job.MarketJobId).Status == MarketJobStatus.Open)
            {
                MessageResult result = await SendAsync(handle.Record, "cancel", MarketMethod.Cancel, cancellation);
                if (result.Succeeded)
                {
                    handle.Update("escrow returned", Returned);
                    return "; the escrow was returned";
                }
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
                IEnumerable<JobRecord> due = store.EscrowsDue(tipset.Epoch).Where(record => JobLifeCycle.HasEnded(record.Job.State));
                foreach (JobRecord record in due) { await ExpireAsync(record, cancellation); }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ChainStoppedException)
        {
            // The process stops; what is due is found again at the next start.
        }
    }

    private async Task ExpireAsync(JobRecord record, CancellationToken cancellation)
    {
        try
        {
            MessageResult result = await SendAsync(record, "expire", MarketMethod.Expire, cancellation);
            if (!result.Succeeded) { log.LogWarning("the escrow of {Job} is not returned: {Reason}", record.Job.Name, result.ExitMessage); }
            JobRecord next = record.Clone();
            if (result.Succeeded) { Returned(next); }
            next.EscrowReturnEpoch = 0;
            store.Save(next, TimeProvider.System.GetUtcNow());
        }
        catch (Exception error) when (error is MessageFailedException or MessageRefusedException or MessageDroppedException)
        {
            log.LogWarning(error, "the escrow of {Job} is not returned", record.Job.Name);
        }
    }

    private Task<MessageResult> SendAsync(JobRecord record, string purpose, MarketMethod method, CancellationToken cancellation)
    {
        WalletKey key = node.Keys.Find(Address.Parse(record.ClientAddress)) ?? throw new JobEndException(JobState.Failed, "the client's key is gone");
        byte[] parameters = MarketMessages.Job(record.Job.MarketJobId);
        return market.SendOnceAsync(record.Job.Name[5..], purpose, key, TokenAmount.Zero, method, parameters, cancellation);
    }
}
