using System.Buffers.Binary;
using FvmCompute.Filecoin.Amt;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.Tests.Actors;

namespace FvmCompute.Vm.Tests.Calls;

public sealed class EventTests
{
    private const int Keys = 0x2000;
    private const int Values = 0x3000;

    private readonly TestMachine _machine = new();

    [Fact]
    public void EmittedEvents_GoIntoTheReceiptInOrder()
    {
        ulong id = _machine.Add(new ActorScript()
            .Data(0, [.. Header(3, 0x51, 4, 2), .. Header(0, 0x55, 1, 3)]).Data(Keys, "typek"u8).Data(Values, [0x19, 0x20, 1, 2, 3])
            .Call("event.emit_event", 0, 2, Keys, 5, Values, 5)
            .Call("event.emit_event", 0, 0, 0, 0, 0, 0));

        ApplyResult result = _machine.Send(id);

        Assert.Equal([ErrorNumber.None, ErrorNumber.None], Enumerable.Range(0, 2).Select(new ScriptResult(result).Error));
        Assert.Equal([id, id], result.Events.Select(e => e.Emitter));
        Assert.Equal([(3UL, "type", 0x51UL), (0UL, "k", 0x55UL)], result.Events[0].Entries.Select(entry => (entry.Flags, entry.Key, entry.Codec)));
        Assert.Equal([1, 2, 3], result.Events[0].Entries[1].Value.ToArray());
        Assert.Empty(result.Events[1].Entries);

        AmtArray stored = AmtArray.Load(_machine.Store, result.Receipt.EventsRoot!);
        Assert.Equal(2UL, stored.Count);
        Assert.True(stored.TryGet(0, out ReadOnlyMemory<byte> first));
        Assert.Equal([0x82, 0x19, 0x03, 0xe8, 0x82, 0x84, 3, 0x64, .. "type"u8, 0x18, 0x51, 0x42, 0x19, 0x20, 0x84, 0, 0x61, .. "k"u8, 0x18, 0x55, 0x43, 1, 2, 3], first.ToArray());
    }

    [Fact]
    public void EventsRoot_OfTheSameEvents_DoesNotDependOnTheStore()
    {
        ActorScript script = new ActorScript().Call("event.emit_event", 0, 0, 0, 0, 0, 0);
        Cid? first = _machine.Send(_machine.Add(script)).Receipt.EventsRoot;

        TestMachine other = new();
        Assert.Equal(first, other.Send(other.Add(script)).Receipt.EventsRoot);
        Assert.NotNull(first);
    }

    [Theory]
    [InlineData("unknown flag", 4, 0x55, 1, 1, 1, 1, (int)ErrorNumber.IllegalArgument)]
    [InlineData("key of 31", 0, 0x55, 31, 1, 31, 1, 0)]
    [InlineData("key of 32", 0, 0x55, 32, 1, 32, 1, (int)ErrorNumber.LimitExceeded)]
    [InlineData("value of 8192", 0, 0x55, 1, 8192, 1, 8192, 0)]
    [InlineData("value of 8193", 0, 0x55, 1, 8193, 1, 8193, (int)ErrorNumber.LimitExceeded)]
    [InlineData("value longer than its buffer", 0, 0x55, 1, 2, 1, 1, (int)ErrorNumber.IllegalArgument)]
    [InlineData("value length of 2^32 - 1", 0, 0x55, 1, -1, 1, 1, (int)ErrorNumber.IllegalArgument)]
    [InlineData("key longer than its buffer", 0, 0x55, 2, 1, 1, 1, (int)ErrorNumber.IllegalArgument)]
    [InlineData("bytes of keys left over", 0, 0x55, 1, 1, 2, 1, (int)ErrorNumber.IllegalArgument)]
    [InlineData("bytes of values left over", 0, 0x55, 1, 1, 1, 2, (int)ErrorNumber.IllegalArgument)]
    [InlineData("dag-cbor", 0, 0x71, 1, 1, 1, 1, (int)ErrorNumber.IllegalCodec)]
    [InlineData("keys outside memory", 0, 0x55, 1, 1, 0x10000, 1, (int)ErrorNumber.IllegalArgument)]
    public void Event_WithOneEntry_IsCheckedAsOnTheNetwork(string name, int flags, int codec, int keyLength, int valueLength, int keys, int values, int error)
    {
        ScriptResult result = _machine.Run(new ActorScript().Data(0, Header((ulong)flags, (ulong)codec, (uint)keyLength, (uint)valueLength))
            .Data(Keys, [.. Enumerable.Repeat((byte)'k', 64)]).Call("event.emit_event", 0, 1, Keys, keys, Values, values));

        Assert.True((ErrorNumber)error == result.Error(0), $"{name}: {result.Error(0)}");
        Assert.Equal(error == 0 ? 1 : 0, result.Applied.Events.Count);
    }

    [Theory]
    [InlineData("ff", 1, 0)] // no UTF-8 at all
    [InlineData("c3a4", 2, 0)]
    [InlineData("c3a4", 1, 1)] // a key that ends inside a character
    public void EventKeys_CutAnywhere_MustBeUtf8(string hex, int first, int second)
    {
        byte[] keys = Convert.FromHexString(hex);
        bool good = keys.Length == 2 && first == 2;

        ScriptResult result = _machine.Run(new ActorScript().Data(0, [.. Header(0, 0x55, (uint)first, 0), .. Header(0, 0x55, (uint)second, 0)])
            .Data(Keys, keys).Call("event.emit_event", 0, 2, Keys, keys.Length, Values, 0));

        Assert.Equal(good ? ErrorNumber.None : ErrorNumber.IllegalArgument, result.Error(0));
    }

    [Theory]
    [InlineData(255, 0)]
    [InlineData(256, (int)ErrorNumber.LimitExceeded)]
    [InlineData(0x0aaa_aaaa, (int)ErrorNumber.IllegalArgument)]
    [InlineData(0x0aaa_aaab, (int)ErrorNumber.IllegalArgument)] // times 24 is more than 32 bits hold
    [InlineData(-1, (int)ErrorNumber.IllegalArgument)]
    public void EventEntries_InAnyNumber_AreLimited(int count, int error)
    {
        byte[] headers = [.. Enumerable.Range(0, Math.Clamp(count, 0, 256)).SelectMany(_ => Header(0, 0x55, 0, 0))];

        Assert.Equal((ErrorNumber)error, _machine.Run(new ActorScript().Data(0, headers).Call("event.emit_event", 0, count, Keys, 0, Values, 0)).Error(0));
    }

    [Fact]
    public void Events_OfAFailedMessage_AreDropped()
    {
        ApplyResult result = _machine.Send(_machine.Add(new ActorScript().Call("event.emit_event", 0, 0, 0, 0, 0, 0).Exit(20)));

        Assert.Empty(result.Events);
        Assert.Null(result.Receipt.EventsRoot);
    }

    private static byte[] Header(ulong flags, ulong codec, uint keyLength, uint valueLength)
    {
        byte[] header = new byte[24];
        BinaryPrimitives.WriteUInt64LittleEndian(header, flags);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(8), codec);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), keyLength);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(20), valueLength);
        return header;
    }
}
