using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Vm.Kernel;

/// <summary>Events (FIP-0049, FIP-0072).</summary>
public sealed partial class ActorKernel
{
    /// <summary>Flags u64, codec u64, key length u32, value length u32, packed and little-endian.</summary>
    public const int EventHeaderBytes = 24;

    private const int MaxEventEntries = 255;
    private const int MaxEventKeyBytes = 31;
    private const int MaxEventValueBytes = 8 << 10;
    private const ulong KnownEventFlags = 3;

    private static readonly EventEntry NoEntry = new(0, "", 0, default);

    /// <summary>Emits an event whose entries are described by <paramref name="headers"/>, with all keys in one buffer and all values in another.</summary>
    public SyscallResult EmitEvent(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values)
    {
        if (IsReadOnly) { return Fail(ErrorNumber.ReadOnly, "events cannot be emitted in a read-only call"); }

        int count = headers.Length / EventHeaderBytes;
        Charge(Prices.OnActorEvent((uint)count, (uint)keys.Length, (uint)values.Length));
        if (count > MaxEventEntries) { return Fail(ErrorNumber.LimitExceeded, $"{count} event entries are more than {MaxEventEntries}"); }

        if (values.Length > MaxEventValueBytes) { return Fail(ErrorNumber.LimitExceeded, $"{values.Length} bytes of event values are more than {MaxEventValueBytes}"); }

        if (!Utf8.IsValid(keys)) { return Fail(ErrorNumber.IllegalArgument, "event keys are not UTF-8"); }

        EventEntry[] entries = new EventEntry[count];
        for (int i = 0; i < count; i++)
        {
            SyscallResult read = ReadEntry(headers.Slice(i * EventHeaderBytes, EventHeaderBytes), ref keys, ref values, out entries[i]);
            if (!read) { return read; }
        }

        if (!keys.IsEmpty || !values.IsEmpty) { return Fail(ErrorNumber.IllegalArgument, $"{keys.Length} bytes of keys and {values.Length} bytes of values belong to no entry"); }

        _calls.Emit(new ActorEvent(Self, entries));
        return SyscallResult.Ok;
    }

    private static SyscallResult ReadEntry(ReadOnlySpan<byte> header, ref ReadOnlySpan<byte> keys, ref ReadOnlySpan<byte> values, out EventEntry entry)
    {
        entry = NoEntry;
        ulong flags = BinaryPrimitives.ReadUInt64LittleEndian(header);
        ulong codec = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
        uint keyLength = BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);
        uint valueLength = BinaryPrimitives.ReadUInt32LittleEndian(header[20..]);
        if ((flags & ~KnownEventFlags) != 0) { return Fail(ErrorNumber.IllegalArgument, $"event flags 0x{flags:x} have bits beyond 0x{KnownEventFlags:x}"); }

        if (keyLength > MaxEventKeyBytes) { return Fail(ErrorNumber.LimitExceeded, $"an event key of {keyLength} bytes is longer than {MaxEventKeyBytes}"); }

        if (valueLength > (uint)values.Length) { return Fail(ErrorNumber.IllegalArgument, $"an event value of {valueLength} bytes is not in its buffer"); }

        if (!IsKey(keys, keyLength)) { return Fail(ErrorNumber.IllegalArgument, $"an event key of {keyLength} bytes is not in its buffer, or ends inside a character"); }

        if (codec is not (CidCodec.Raw or CidCodec.Cbor)) { return Fail(ErrorNumber.IllegalCodec, $"event codec 0x{codec:x} is not one of 0x51, 0x55"); }

        entry = new EventEntry(flags, Encoding.UTF8.GetString(keys[..(int)keyLength]), codec, values[..(int)valueLength].ToArray());
        keys = keys[(int)keyLength..];
        values = values[(int)valueLength..];
        return SyscallResult.Ok;
    }

    /// <summary>Whether the buffer starts with a key of that length. All keys together are UTF-8, so a cut is good unless a continuation byte follows it.</summary>
    private static bool IsKey(ReadOnlySpan<byte> keys, uint length) =>
        length <= (uint)keys.Length && (length == (uint)keys.Length || (keys[(int)length] & 0xc0) != 0x80);
}
