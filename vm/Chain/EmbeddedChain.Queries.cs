using System.Runtime.CompilerServices;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Amt;
using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Blockstores;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.State;

namespace FvmCompute.Vm.Chain;

public sealed partial class EmbeddedChain
{
    /// <summary>Numerator and divisor of what an estimate adds to the gas that was used.</summary>
    private const int EstimateNumerator = 5;
    private const int EstimateDivisor = 4;

    /// <summary>Full tipsets in a row that an estimated fee cap lasts for; each raises the base fee by an eighth.</summary>
    private const int EstimatedFullTipsets = 20;

    /// <summary>attoFIL for each unit of gas, lotus' least premium.</summary>
    private static readonly TokenAmount EstimatedPremium = 100_000;

    /// <summary>The tipset at <paramref name="epoch"/>, or for a null round the last one before it. The epoch is 0 to the head's.</summary>
    public Tipset TipsetAt(long epoch)
    {
        lock (_gate)
        {
            if (epoch < 0 || epoch > Head.Epoch) { throw new ChainException($"epoch is {epoch}; allowed are 0 to the head's, {Head.Epoch}"); }
        }

        return ChainHistory.Read(_store, KeyAtOrBefore(epoch));
    }

    /// <summary>The signed messages of a tipset, in order of execution.</summary>
    public IReadOnlyList<SignedMessage> MessagesOf(Tipset tipset) =>
        [.. ChainHistory.MessagesOf(_store, tipset).Select(cid => SignedMessage.Decode(_store.Get(cid).Span))];

    public IReadOnlyList<Receipt> ReceiptsOf(Tipset tipset) =>
        [.. AmtArray.Load(_store, tipset.Receipts).Entries().Select(item => Receipt.Decode(item.Value.Span))];

    /// <summary>The id behind an address, at <paramref name="at"/> or the head; null when it has none.</summary>
    public ulong? LookupId(Address address, Tipset? at = null) => Read(at, state => state.LookupId(address));

    /// <summary>The actor behind an address, at <paramref name="at"/> or the head; null when there is none.</summary>
    public ActorState? GetActor(Address address, Tipset? at = null) => Read(at, state => state.LookupId(address) is { } id ? state.GetActor(id) : null);

    /// <summary>Zero where there is no actor.</summary>
    public TokenAmount GetBalance(Address address, Tipset? at = null) => GetActor(address, at)?.Balance ?? TokenAmount.Zero;

    /// <summary>A block of any state, old or new. Throws <see cref="BlockMissingException"/>.</summary>
    public ReadOnlyMemory<byte> ReadState(Cid block) => _store.Get(block);

    /// <summary>The 32 bytes of the beacon at <paramref name="epoch"/> (0 or more), as actors get them.</summary>
    public byte[] BeaconRandomness(long epoch)
    {
        byte[] randomness = new byte[32];
        _randomness.Beacon(epoch, randomness);
        return randomness;
    }

    /// <summary>Events of the tipsets from <paramref name="fromEpoch"/> to <paramref name="toEpoch"/>, both included, that pass the filter, in order.</summary>
    public IEnumerable<ChainEvent> Events(EventFilter filter, long fromEpoch, long toEpoch)
    {
        for (int position = PositionFrom(fromEpoch); TryGetTipset(position, out Tipset? tipset) && tipset.Epoch <= toEpoch; position++)
        {
            foreach (ChainEvent found in EventsOf(tipset, filter)) { yield return found; }
        }
    }

    /// <summary>Events at or after <paramref name="fromEpoch"/> that pass the filter, those there are and those to come, until cancelled.</summary>
    public async IAsyncEnumerable<ChainEvent> WatchEvents(EventFilter filter, long fromEpoch, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (Tipset tipset in WatchTipsets(fromEpoch, cancellation).ConfigureAwait(false))
        {
            foreach (ChainEvent found in EventsOf(tipset, filter)) { yield return found; }
        }
    }

    /// <summary>
    /// Executes a message on the state of <paramref name="at"/> (or the head) as if in the following epoch, without signature, nonce and fees, and forgets
    /// the changes. The gas limit counts; 0 stands for that of a whole tipset.
    /// </summary>
    public ApplyResult Call(Message message, Tipset? at = null, bool tracing = false)
    {
        Tipset parent = at ?? Head;
        Executor executor = ExecutorAfter(parent, parent.Epoch + 1, tracing);
        Message call = message.GasLimit == 0 ? message with { GasLimit = (long)BaseFee.TipsetGasLimit } : message;
        return executor.Execute(call, ApplyKind.Implicit, call.Encode().Length);
    }

    /// <summary>
    /// Executes the message after those of its sender that wait, as if in the next tipset, and suggests its gas fields. Nonce and gas fields given are
    /// ignored.
    /// </summary>
    public GasEstimate EstimateGas(Message message)
    {
        Tipset parent = Head;
        Executor executor = ExecutorAfter(parent, parent.Epoch + 1, tracing: false);
        foreach (SignedMessage waiting in Pending(message.From)) { executor.Execute(waiting.Message, ApplyKind.Explicit, waiting.Encode().Length); }

        StateTree state = executor.Environment.State;
        ulong nonce = state.LookupId(message.From) is { } id ? state.GetActor(id)?.Nonce ?? 0 : 0;
        Message probe = message with { Nonce = nonce, GasLimit = (long)BaseFee.TipsetGasLimit, GasFeeCap = TokenAmount.Zero, GasPremium = TokenAmount.Zero };
        ApplyResult result = executor.Execute(probe, ApplyKind.Explicit, SignedLength(probe));
        long limit = (long)Math.Min(result.Receipt.GasUsed * EstimateNumerator / EstimateDivisor, BaseFee.TipsetGasLimit);
        return new GasEstimate(limit, FeeCapAfterFullTipsets(executor.Context.BaseFee) + EstimatedPremium, EstimatedPremium, result);
    }

    /// <summary>Executes a message of the chain again, exactly as it was, with a trace: the call tree, gas and reasons of any message, however old.</summary>
    public ApplyResult Replay(Cid message)
    {
        MessageOutcome outcome = Find(message) ?? throw new ChainException($"message {message} is not on the chain");
        Tipset parent = ChainHistory.Read(_store, outcome.Tipset.Parent);
        Executor executor = _execution.ExecutorOn(new OverlayBlockstore(_store), parent.StateRoot, outcome.Tipset.Epoch, outcome.Tipset.BaseFee, tracing: true);
        IReadOnlyList<SignedMessage> messages = MessagesOf(outcome.Tipset);
        for (int i = 0; i < outcome.Index; i++) { executor.Execute(messages[i].Message, ApplyKind.Explicit, messages[i].Encode().Length); }

        SignedMessage wanted = messages[outcome.Index];
        return executor.Execute(wanted.Message, ApplyKind.Explicit, wanted.Encode().Length);
    }

    private static TokenAmount FeeCapAfterFullTipsets(TokenAmount baseFee)
    {
        for (int i = 0; i < EstimatedFullTipsets; i++) { baseFee = BaseFee.Next(baseFee, BaseFee.TipsetGasLimit); }

        return baseFee;
    }

    /// <summary>The estimated message is longer by its real gas fields and signature (type and 65 bytes, and their framing).</summary>
    private static int SignedLength(Message probe) => probe.Encode().Length + 69 + 20;

    private Executor ExecutorAfter(Tipset parent, long epoch, bool tracing) =>
        _execution.ExecutorOn(new OverlayBlockstore(_store), parent.StateRoot, epoch, BaseFee.Next(parent.BaseFee, parent.GasLimits), tracing);

    private T Read<T>(Tipset? at, Func<StateTree, T> read)
    {
        if (at is not null) { return read(StateTree.Load(_store, at.StateRoot)); }

        lock (_gate) { return read(_headState); }
    }

    private int PositionFrom(long epoch)
    {
        lock (_gate) { return _index.PositionFrom(epoch); }
    }

    private bool TryGetTipset(int position, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Tipset? tipset)
    {
        Cid? key;
        lock (_gate) { key = position < _index.Count ? _index.KeyAt(position) : null; }

        tipset = key is null ? null : ChainHistory.Read(_store, key);
        return tipset is not null;
    }

    private IEnumerable<ChainEvent> EventsOf(Tipset tipset, EventFilter filter)
    {
        if (tipset.IsEmpty) { yield break; }

        List<Cid>? messages = null;
        foreach (var (index, encoded) in AmtArray.Load(_store, tipset.Receipts).Entries())
        {
            if (Receipt.Decode(encoded.Span).EventsRoot is not { } root) { continue; }

            messages ??= ChainHistory.MessagesOf(_store, tipset);
            int eventIndex = 0;
            foreach (Kernel.ActorEvent actorEvent in EventArray.Read(_store, root))
            {
                if (filter.Matches(actorEvent)) { yield return new ChainEvent(tipset, messages[(int)index], (int)index, eventIndex, actorEvent); }

                eventIndex++;
            }
        }
    }
}
