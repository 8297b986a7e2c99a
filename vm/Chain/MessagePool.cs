using System.Numerics;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;

namespace FvmCompute.Vm.Chain;

/// <summary>A message that waits for a tipset. <paramref name="Arrival"/> counts up and breaks ties.</summary>
internal sealed record PooledMessage(SignedMessage Signed, Cid Cid, byte[] Bytes, ulong Arrival)
{
    public Message Message => Signed.Message;

    /// <summary>The most that the sender may have to pay for it.</summary>
    public TokenAmount Cost => (Message.GasFeeCap * (BigInteger)Message.GasLimit) + Message.Value;
}

/// <summary>
/// Messages waiting for a tipset, by sender and nonce. A sender's messages are executed in the order of their nonces; those after a gap wait until it is
/// filled. Not thread-safe.
/// </summary>
internal sealed class MessagePool(PoolLimits limits)
{
    private readonly Dictionary<Address, SortedDictionary<ulong, PooledMessage>> _senders = [];
    private readonly Dictionary<Cid, PooledMessage> _byCid = [];
    private ulong _arrivals;

    public int Count => _byCid.Count;

    public IEnumerable<PooledMessage> InArrivalOrder => _byCid.Values.OrderBy(message => message.Arrival);

    public bool Contains(Cid cid) => _byCid.ContainsKey(cid);

    /// <summary>The sender's waiting messages in nonce order.</summary>
    public IReadOnlyList<PooledMessage> Of(Address sender) => _senders.TryGetValue(sender, out var queue) ? [.. queue.Values] : [];

    /// <summary>The first nonce from <paramref name="stateNonce"/> on that no waiting message has.</summary>
    public ulong NextNonce(Address sender, ulong stateNonce)
    {
        ulong next = stateNonce;
        if (_senders.TryGetValue(sender, out var queue))
        {
            while (queue.ContainsKey(next)) { next++; }
        }

        return next;
    }

    /// <summary>
    /// Takes a message that passed <see cref="MessageCheck"/>, or throws <see cref="MessageRefusedException"/>. Returns the message it replaced, if any.
    /// </summary>
    public PooledMessage? Add(SignedMessage signed, byte[] bytes, ulong stateNonce, TokenAmount balance)
    {
        Message message = signed.Message;
        RequireNonce(message, stateNonce);
        PooledMessage? replaced = _senders.TryGetValue(message.From, out var queue) ? queue.GetValueOrDefault(message.Nonce) : null;
        PooledMessage added = new(signed, signed.Cid, bytes, _arrivals + 1);
        if (replaced is null) { RequireRoom(message.From, queue?.Count ?? 0); }
        else { RequirePremium(message, replaced.Message); }

        RequireFunds(added, replaced, queue, balance);
        Insert(added, replaced);
        return replaced;
    }

    /// <summary>
    /// Takes back what was accepted before a restart, without asking for funds or room again; older nonces and replaced messages are left out.
    /// </summary>
    public void Restore(SignedMessage signed, byte[] bytes, ulong stateNonce)
    {
        Message message = signed.Message;
        if (message.Nonce < stateNonce) { return; }

        PooledMessage? replaced = _senders.TryGetValue(message.From, out var queue) ? queue.GetValueOrDefault(message.Nonce) : null;
        Insert(new PooledMessage(signed, signed.Cid, bytes, _arrivals + 1), replaced);
    }

    public void Remove(PooledMessage message)
    {
        if (!_byCid.Remove(message.Cid)) { return; }

        SortedDictionary<ulong, PooledMessage> queue = _senders[message.Message.From];
        queue.Remove(message.Message.Nonce);
        if (queue.Count == 0) { _senders.Remove(message.Message.From); }
    }

    /// <summary>
    /// Messages for a tipset, best premium first and each sender's in nonce order, as many as the gas of a tipset allows. Messages whose fee cap is below the
    /// base fee wait.
    /// </summary>
    public List<PooledMessage> Select(TokenAmount baseFee, Func<Address, ulong> stateNonceOf)
    {
        List<PooledMessage> selected = [];
        PriorityQueue<PooledMessage, (BigInteger, ulong)> heads = new();
        foreach (Address sender in _senders.Keys) { EnqueueHead(heads, sender, stateNonceOf(sender), baseFee); }

        ulong gas = 0;
        while (heads.TryDequeue(out PooledMessage? best, out _))
        {
            if (gas + (ulong)best.Message.GasLimit > BaseFee.TipsetGasLimit) { continue; }

            gas += (ulong)best.Message.GasLimit;
            selected.Add(best);
            EnqueueHead(heads, best.Message.From, best.Message.Nonce + 1, baseFee);
        }

        return selected;
    }

    private void EnqueueHead(PriorityQueue<PooledMessage, (BigInteger, ulong)> heads, Address sender, ulong nonce, TokenAmount baseFee)
    {
        if (!_senders[sender].TryGetValue(nonce, out PooledMessage? head) || head.Message.GasFeeCap < baseFee) { return; }

        TokenAmount premium = TokenAmount.Min(head.Message.GasPremium, head.Message.GasFeeCap - baseFee);
        heads.Enqueue(head, (-premium.Atto, head.Arrival));
    }

    private void Insert(PooledMessage added, PooledMessage? replaced)
    {
        if (replaced is not null) { Remove(replaced); }

        if (!_senders.TryGetValue(added.Message.From, out var queue)) { _senders.Add(added.Message.From, queue = []); }

        queue[added.Message.Nonce] = added;
        _byCid[added.Cid] = added;
        _arrivals = added.Arrival;
    }

    private void RequireNonce(Message message, ulong stateNonce)
    {
        if (message.Nonce < stateNonce)
        {
            ulong next = NextNonce(message.From, stateNonce);
            throw new MessageRefusedException(MessageRefusal.NonceTooLow, $"nonce {message.Nonce} of {message.From} is used already; the next is {next}");
        }

        if (message.Nonce - stateNonce > limits.NonceGap)
        {
            throw new MessageRefusedException(
                MessageRefusal.NonceGap,
                $"nonce {message.Nonce} of {message.From} is too far ahead; allowed are {stateNonce} to {stateNonce + limits.NonceGap}");
        }
    }

    private void RequireRoom(Address sender, int waiting)
    {
        if (Count >= limits.Messages)
        {
            throw new MessageRefusedException(MessageRefusal.PoolFull, $"the pool is full with {Count} messages: try again after the next tipset");
        }

        if (waiting >= limits.MessagesPerSender)
        {
            throw new MessageRefusedException(
                MessageRefusal.PoolFull, $"{sender} has {waiting} messages waiting; allowed are at most {limits.MessagesPerSender}");
        }
    }

    private void RequirePremium(Message message, Message old)
    {
        BigInteger least = BigInteger.Max(old.GasPremium.Atto + 1, ((old.GasPremium.Atto * limits.ReplacementPercent) + 99) / 100);
        if (message.GasPremium.Atto < least)
        {
            throw new MessageRefusedException(
                MessageRefusal.ReplacementUnderpriced,
                $"another message of {message.From} with nonce {message.Nonce} waits; to replace it the gas premium must be at least {least} attoFIL, "
                + $"it is {message.GasPremium.Atto}");
        }
    }

    private static void RequireFunds(PooledMessage added, PooledMessage? replaced, SortedDictionary<ulong, PooledMessage>? queue, TokenAmount balance)
    {
        TokenAmount others = TokenAmount.Zero;
        foreach (PooledMessage waiting in queue?.Values ?? Enumerable.Empty<PooledMessage>())
        {
            if (!ReferenceEquals(waiting, replaced)) { others += waiting.Cost; }
        }

        if (others + added.Cost > balance)
        {
            throw new MessageRefusedException(
                MessageRefusal.InsufficientFunds,
                $"{added.Message.From} has {balance}; this message may cost {added.Cost}, and {others} are set aside for its messages already waiting");
        }
    }
}
