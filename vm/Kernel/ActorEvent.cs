using FvmCompute.Filecoin.Cbor;

namespace FvmCompute.Vm.Kernel;

/// <summary>An event of the actor with id <paramref name="Emitter"/> (FIP-0049); goes into the receipt if the call that emitted it and all its callers succeed.</summary>
public sealed record ActorEvent(ulong Emitter, IReadOnlyList<EventEntry> Entries)
{
    /// <summary>The tuple in the receipt's array: [emitter, [[flags, key, codec, value], ...]].</summary>
    public byte[] ToBytes()
    {
        CborWriter writer = new(512);
        writer.WriteListStart(2);
        writer.WriteUInt64(Emitter);
        writer.WriteListStart(Entries.Count);
        foreach (EventEntry entry in Entries)
        {
            writer.WriteListStart(4);
            writer.WriteUInt64(entry.Flags);
            writer.WriteText(entry.Key);
            writer.WriteUInt64(entry.Codec);
            writer.WriteBytes(entry.Value.Span);
        }

        byte[] bytes = writer.ToArray();
        writer.Dispose();
        return bytes;
    }
}

/// <summary>A key and a value. Flags: 1 = key indexed, 2 = value indexed; the codec is raw (0x55) or CBOR (0x51).</summary>
public sealed record EventEntry(ulong Flags, string Key, ulong Codec, ReadOnlyMemory<byte> Value);
