using FvmCompute.Filecoin.Amt;
using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Kernel;

namespace FvmCompute.Vm.Chain;

/// <summary>An event as it stands on the chain.</summary>
/// <param name="Message">The signed message whose execution emitted it.</param>
/// <param name="MessageIndex">The message's place in the tipset.</param>
/// <param name="EventIndex">The event's place among those of the message.</param>
public sealed record ChainEvent(Tipset Tipset, Cid Message, int MessageIndex, int EventIndex, ActorEvent Event);

/// <summary>Which events are wanted: those that meet all conditions.</summary>
public sealed record EventFilter
{
    /// <summary>Id of the actor that emitted it; null for any.</summary>
    public ulong? Emitter { get; init; }

    /// <summary>Entries the event must have: this key with exactly this value.</summary>
    public IReadOnlyList<(string Key, ReadOnlyMemory<byte> Value)> Entries { get; init; } = [];

    public bool Matches(ActorEvent candidate) =>
        (Emitter is null || Emitter == candidate.Emitter)
        && Entries.All(wanted => candidate.Entries.Any(entry => entry.Key == wanted.Key && entry.Value.Span.SequenceEqual(wanted.Value.Span)));
}

/// <summary>Reads the events that a receipt links to.</summary>
internal static class EventArray
{
    private const int MaxKeyBytes = 1 << 16;

    public static IEnumerable<ActorEvent> Read(IBlockstore store, Cid eventsRoot) =>
        AmtArray.Load(store, eventsRoot).Entries().Select(item => Decode(item.Value.Span));

    private static ActorEvent Decode(ReadOnlySpan<byte> encoded)
    {
        CborReader reader = new(encoded);
        reader.ReadTupleStart(2);
        ulong emitter = reader.ReadUInt64();
        EventEntry[] entries = new EventEntry[reader.ReadListStart()];
        for (int i = 0; i < entries.Length; i++)
        {
            reader.ReadTupleStart(4);
            entries[i] = new EventEntry(reader.ReadUInt64(), reader.ReadText(MaxKeyBytes), reader.ReadUInt64(), reader.ReadBytes().ToArray());
        }

        reader.ReadEnd();
        return new ActorEvent(emitter, entries);
    }
}
