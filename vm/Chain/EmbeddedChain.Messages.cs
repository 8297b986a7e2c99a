using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Vm.Blockstores;
using FvmCompute.Vm.State;

namespace FvmCompute.Vm.Chain;

public sealed partial class EmbeddedChain
{
    /// <summary>
    /// Takes a message into the pool and returns its CID once it would survive a crash. A message that waits or is on the chain already is accepted again
    /// without effect. Throws <see cref="MessageRefusedException"/>.
    /// </summary>
    public Cid Push(SignedMessage signed)
    {
        byte[] bytes = signed.Encode();
        Cid cid = signed.Cid;
        if (!IsKnown(cid)) { MessageCheck.Require(signed, bytes.Length, _prices.OnChainMessage((ulong)bytes.Length).Total.Ceiling, _limits); }

        ulong journalled = Accept(signed, cid, bytes);
        try
        {
            _journal.WaitDurable(journalled);
        }
        catch (StoreFailedException failure)
        {
            throw Stop(failure);
        }

        return cid;
    }

    /// <summary>Whether the message waits in the pool.</summary>
    public bool IsPending(Cid message)
    {
        lock (_gate) { return _pool.Contains(message); }
    }

    /// <summary>The sender's messages in the pool, by nonce.</summary>
    public IReadOnlyList<SignedMessage> Pending(Address sender)
    {
        lock (_gate) { return [.. _pool.Of(sender).Select(message => message.Signed)]; }
    }

    /// <summary>The nonce for the sender's next message, after those that wait; 0 for an unknown sender.</summary>
    public ulong NextNonce(Address sender)
    {
        lock (_gate) { return _pool.NextNonce(sender, ActorAtHead(sender)?.Nonce ?? 0); }
    }

    private bool IsKnown(Cid cid)
    {
        lock (_gate) { return _pool.Contains(cid) || _index.Contains(cid); }
    }

    /// <summary>Adds the message to the pool and the journal's queue, in one step so that both have the same order. Returns what to wait for.</summary>
    private ulong Accept(SignedMessage signed, Cid cid, byte[] bytes)
    {
        lock (_gate)
        {
            RequireRunning();
            if (_pool.Contains(cid) || _index.Contains(cid)) { return _journal.Queued; }

            ActorState actor = ActorAtHead(signed.Message.From)
                ?? throw new MessageRefusedException(
                    MessageRefusal.UnknownSender, $"there is no actor with the address {signed.Message.From}: send it funds first");
            PooledMessage? replaced = _pool.Add(signed, bytes, actor.Nonce, actor.Balance);
            if (replaced is not null) { FailWaiters(replaced.Cid, new MessageDroppedException(replaced.Cid, $"{cid} replaced it")); }

            return _journal.Enqueue(bytes);
        }
    }

    private void RestoreMessage(ReadOnlyMemory<byte> entry)
    {
        SignedMessage signed = SignedMessage.Decode(entry.Span);
        if (ActorAtHead(signed.Message.From) is { } actor) { _pool.Restore(signed, entry.ToArray(), actor.Nonce); }
    }

    private ActorState? ActorAtHead(Address address) => _headState.LookupId(address) is { } id ? _headState.GetActor(id) : null;
}
