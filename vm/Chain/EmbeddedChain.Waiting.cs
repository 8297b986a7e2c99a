using System.Runtime.CompilerServices;
using FvmCompute.Filecoin.Amt;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Machine;

namespace FvmCompute.Vm.Chain;

public sealed partial class EmbeddedChain
{
    private readonly Dictionary<Cid, TaskCompletionSource<MessageOutcome>> _waiters = [];
    private TaskCompletionSource _headChanged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What became of the message; null while it is not on the chain.</summary>
    public MessageOutcome? Find(Cid message)
    {
        Tipset tipset;
        int index;
        string? reason;
        lock (_gate)
        {
            if (!_index.TryFind(message, out tipset, out index)) { return null; }

            reason = _failureReasons.GetValueOrDefault(message);
        }

        AmtArray receipts = AmtArray.Load(_store, tipset.Receipts);
        return receipts.TryGet((ulong)index, out ReadOnlyMemory<byte> receipt)
            ? new MessageOutcome(message, tipset, index, Receipt.Decode(receipt.Span), reason)
            : throw new ChainException($"tipset {tipset.Key} has no receipt {index}");
    }

    /// <summary>
    /// Waits until the message is on the chain, also one that is not in the pool yet. Throws <see cref="MessageDroppedException"/> when it is replaced or cannot be included,
    /// <see cref="ChainStoppedException"/> when the chain stops.
    /// </summary>
    public async Task<MessageOutcome> WaitAsync(Cid message, CancellationToken cancellation = default)
    {
        Task<MessageOutcome> waiting;
        lock (_gate)
        {
            RequireRunning();
            if (!_waiters.TryGetValue(message, out TaskCompletionSource<MessageOutcome>? waiter))
            {
                waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
                if (!_index.TryFind(message, out _, out _)) { _waiters.Add(message, waiter); }
                else { waiter = null; }
            }

            if (waiter is null) { waiting = Task.FromResult<MessageOutcome>(null!); }
            else { waiting = waiter.Task; }
        }

        return await waiting.WaitAsync(cancellation).ConfigureAwait(false) ?? Find(message)!;
    }

    /// <summary>Every tipset at or after <paramref name="fromEpoch"/>, those there are and those to come, in order and without a gap, until cancelled.</summary>
    public async IAsyncEnumerable<Tipset> WatchTipsets(long fromEpoch, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        int position = -1;
        while (true)
        {
            Tipset? next;
            Task changed;
            lock (_gate)
            {
                RequireRunning();
                if (position < 0) { position = _index.PositionFrom(fromEpoch); }

                next = position < _index.Count ? _index[position] : null;
                changed = _headChanged.Task;
            }

            if (next is null)
            {
                // A later tipset may skip epochs, so the place of fromEpoch is looked up again until there is one.
                position = -1;
                await changed.WaitAsync(cancellation).ConfigureAwait(false);
                continue;
            }

            position++;
            fromEpoch = next.Epoch + 1;
            yield return next;
        }
    }

    private void AnnounceHead()
    {
        _headChanged.SetResult();
        _headChanged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private void CompleteWaiters(MessageOutcome outcome)
    {
        if (_waiters.Remove(outcome.Message, out TaskCompletionSource<MessageOutcome>? waiter)) { waiter.SetResult(outcome); }
    }

    private void FailWaiters(Cid message, Exception failure)
    {
        if (_waiters.Remove(message, out TaskCompletionSource<MessageOutcome>? waiter)) { waiter.SetException(failure); }
    }

    private void FailWaiters(Exception failure)
    {
        foreach (TaskCompletionSource<MessageOutcome> waiter in _waiters.Values) { waiter.SetException(failure); }

        _waiters.Clear();
        _headChanged.TrySetException(failure);
    }

    private void CancelWaiters()
    {
        foreach (TaskCompletionSource<MessageOutcome> waiter in _waiters.Values) { waiter.SetCanceled(); }

        _waiters.Clear();
        _headChanged.TrySetCanceled();
    }
}
