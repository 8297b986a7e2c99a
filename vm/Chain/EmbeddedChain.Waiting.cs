using System.Runtime.CompilerServices;
using FvmCompute.Filecoin.Amt;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Machine;

namespace FvmCompute.Vm.Chain;

public sealed partial class EmbeddedChain
{
    private readonly Dictionary<Cid, Waiter> _waiters = [];
    private TaskCompletionSource _headChanged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What became of the message; null while it is not on the chain.</summary>
    public MessageOutcome? Find(Cid message)
    {
        Cid? key;
        int index;
        string? reason;
        lock (_gate)
        {
            if (!_index.TryFind(message, out key, out index)) { return null; }

            reason = _failureReasons.GetValueOrDefault(message);
        }

        Tipset tipset = ChainHistory.Read(_store, key!);
        return AmtArray.Load(_store, tipset.Receipts).TryGet((ulong)index, out ReadOnlyMemory<byte> receipt)
            ? new MessageOutcome(message, tipset, index, Receipt.Decode(receipt.Span), reason)
            : throw new ChainException($"tipset {key} has no receipt {index}");
    }

    /// <summary>
    /// Waits until the message is on the chain, also one that is not in the pool yet. Throws <see cref="MessageDroppedException"/> when it is replaced or
    /// cannot be included, <see cref="ChainStoppedException"/> when the chain stops.
    /// </summary>
    public async Task<MessageOutcome> WaitAsync(Cid message, CancellationToken cancellation = default)
    {
        Waiter? waiter = Join(message);
        if (waiter is null) { return Find(message)!; }

        try
        {
            return await waiter.Completion.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            Leave(message, waiter);
        }
    }

    /// <summary>
    /// Every tipset at or after <paramref name="fromEpoch"/>, those there are and those to come, in order and without a gap, until cancelled.
    /// </summary>
    public async IAsyncEnumerable<Tipset> WatchTipsets(long fromEpoch, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (true)
        {
            Task changed;
            int position;
            lock (_gate)
            {
                RequireRunning();
                changed = _headChanged.Task;
                position = _index.PositionFrom(fromEpoch);
            }

            for (; TryGetTipset(position, out Tipset? tipset); position++)
            {
                fromEpoch = tipset.Epoch + 1;
                yield return tipset;
                cancellation.ThrowIfCancellationRequested();
            }

            await changed.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Null when the message is on the chain already.</summary>
    private Waiter? Join(Cid message)
    {
        lock (_gate)
        {
            RequireRunning();
            if (_index.Contains(message)) { return null; }

            if (!_waiters.TryGetValue(message, out Waiter? waiter)) { _waiters.Add(message, waiter = new Waiter()); }

            waiter.Callers++;
            return waiter;
        }
    }

    /// <summary>The last caller to give up takes the entry away, so that waiting for what never comes costs no memory for good.</summary>
    private void Leave(Cid message, Waiter waiter)
    {
        lock (_gate)
        {
            if (--waiter.Callers == 0 && _waiters.GetValueOrDefault(message) == waiter) { _waiters.Remove(message); }
        }
    }

    private void AnnounceHead()
    {
        _headChanged.SetResult();
        _headChanged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private void CompleteWaiters(MessageOutcome outcome)
    {
        if (_waiters.Remove(outcome.Message, out Waiter? waiter)) { waiter.Completion.SetResult(outcome); }
    }

    private void FailWaiters(Cid message, Exception failure)
    {
        if (_waiters.Remove(message, out Waiter? waiter)) { waiter.Completion.SetException(failure); }
    }

    private void FailWaiters(Exception failure)
    {
        foreach (Waiter waiter in _waiters.Values) { waiter.Completion.SetException(failure); }

        _waiters.Clear();
        _headChanged.TrySetException(failure);
    }

    private void CancelWaiters()
    {
        foreach (Waiter waiter in _waiters.Values) { waiter.Completion.SetCanceled(); }

        _waiters.Clear();
        _headChanged.TrySetCanceled();
    }

    private sealed class Waiter
    {
        public TaskCompletionSource<MessageOutcome> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Callers { get; set; }
    }
}
