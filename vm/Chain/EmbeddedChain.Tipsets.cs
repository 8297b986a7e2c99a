using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Blockstores;
using FvmCompute.Vm.State;

namespace FvmCompute.Vm.Chain;

public sealed partial class EmbeddedChain
{
    /// <summary>The journal is rewritten when it is this long and mostly holds messages that no longer wait.</summary>
    private const long JournalRewriteBytes = 4 << 20;

    private const int RememberedFailures = 10_000;
    private readonly Dictionary<Cid, string> _failureReasons = [];
    private readonly Queue<Cid> _failureOrder = new();

    /// <summary>Makes the tipset of the next epoch from the messages that can be executed; it may have none.</summary>
    public Tipset CreateTipset()
    {
        lock (_production) { return AdvanceTo(Head.Epoch + 1); }
    }

    /// <summary>
    /// Makes a tipset at <paramref name="epoch"/>, which is after the head's; the epochs between are null rounds. Returns when it is durable.
    /// </summary>
    public Tipset AdvanceTo(long epoch)
    {
        lock (_production)
        {
            RequireRunning();
            if (epoch <= Head.Epoch) { throw new ChainException($"epoch {epoch} is not after the head's epoch {Head.Epoch}"); }

            try
            {
                return Produce(epoch);
            }
            catch (Exception cause)
            {
                throw Stop(cause);
            }
        }
    }

    /// <summary>
    /// Keeps actor code (at most <see cref="ActorBundle.MaxCodeBytes"/>) so that the init actor can make actors of it. Returns its code CID once it is
    /// durable.
    /// </summary>
    public Cid InstallCode(ReadOnlySpan<byte> wasm)
    {
        if (wasm.Length is 0 or > ActorBundle.MaxCodeBytes)
        {
            throw new ChainException($"the code has {wasm.Length} bytes; allowed are 1 to {ActorBundle.MaxCodeBytes}");
        }

        Cid code = Cid.Blake2b256(CidCodec.Raw, wasm);
        lock (_production)
        {
            RequireRunning();
            try
            {
                _store.Put(code, wasm);
                _store.Commit(Head.Key.Bytes);
            }
            catch (StoreFailedException failure)
            {
                throw Stop(failure);
            }
        }

        return code;
    }

    private Tipset Produce(long epoch)
    {
        OverlayBlockstore overlay = new(_store);
        TipsetDraft draft = _execution.Make(overlay, Head, epoch, SelectMessages());
        Cid key = draft.Tipset.Key;
        overlay.CommitReachable(key);
        _store.Commit(key.Bytes);
        StateTree state = StateTree.Load(_store, draft.Tipset.StateRoot);
        lock (_gate) { Publish(draft, state); }

        return draft.Tipset;
    }

    private List<PooledMessage> SelectMessages()
    {
        lock (_gate)
        {
            return _pool.Select(BaseFee.Next(Head.BaseFee, Head.GasLimits), sender => ActorAtHead(sender)?.Nonce ?? 0);
        }
    }

    private void Publish(TipsetDraft draft, StateTree state)
    {
        _index.Add(draft.Tipset, [.. draft.Executed.Select(item => item.Message.Cid)]);
        (Head, _headState) = (draft.Tipset, state);
        for (int i = 0; i < draft.Executed.Count; i++)
        {
            Executed item = draft.Executed[i];
            DropIncluded(item.Message);
            if (item.Result.FailureReason is not null) { RememberFailure(item.Message.Cid, item.Result.FailureReason); }

            CompleteWaiters(new MessageOutcome(item.Message.Cid, draft.Tipset, i, item.Result.Receipt, item.Result.FailureReason));
        }

        foreach ((PooledMessage message, string why) in draft.Refused)
        {
            _pool.Remove(message);
            FailWaiters(message.Cid, new MessageDroppedException(message.Cid, why));
        }

        CompactJournal();
        AnnounceHead();
    }

    /// <summary>A replacement that came while the tipset was made lost the race: its nonce is used now.</summary>
    private void DropIncluded(PooledMessage included)
    {
        _pool.Remove(included);
        PooledMessage? late = _pool.Of(included.Message.From).FirstOrDefault(other => other.Message.Nonce == included.Message.Nonce);
        if (late is null) { return; }

        _pool.Remove(late);
        FailWaiters(late.Cid, new MessageDroppedException(late.Cid, $"{included.Cid} with the same nonce was executed"));
    }

    private void RememberFailure(Cid message, string reason)
    {
        _failureReasons[message] = reason;
        _failureOrder.Enqueue(message);
        if (_failureOrder.Count > RememberedFailures) { _failureReasons.Remove(_failureOrder.Dequeue()); }
    }

    private void CompactJournal()
    {
        if (_journal.Length < JournalRewriteBytes) { return; }

        List<byte[]> live = [.. _pool.InArrivalOrder.Select(message => message.Bytes)];
        if (live.Sum(entry => (long)entry.Length) < _journal.Length / 2) { _journal.Rewrite(live); }
    }
}
