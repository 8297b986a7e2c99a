using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.State;
using FvmCompute.Vm.Tests.Actors;
using static FvmCompute.Vm.Tests.Actors.ActorScript;

namespace FvmCompute.Vm.Tests.Kernel;

public sealed class IpldSyscallTests
{
    private const int Out = 100;
    private const int Buffer = 0x1000;
    private const long Blake2b256 = 0xb220;

    private readonly TestMachine _machine = new();

    [Fact]
    public void Block_CreatedLinkedAndOpened_ComesBack()
    {
        byte[] block = [0x83, 1, 2, 3];
        ScriptResult result = _machine.Run(new ActorScript().Data(0, block)
            .Call("ipld.block_create", Out, 0x71, 0, block.Length)
            .Call("ipld.block_link", Out + 4, Load(Out), Blake2b256, 32, Buffer, 64)
            .Call("ipld.block_open", Out + 8, Buffer)
            .Call("ipld.block_stat", Out + 24, Load(Out + 16))
            .Call("ipld.block_read", Out + 36, Load(Out + 16), 0, Buffer + 64, 4)
            .Returns(Out, Buffer + 68 - Out));

        Assert.All(Enumerable.Range(0, 5), call => Assert.Equal(ErrorNumber.None, result.Error(call)));
        byte[] window = result.Window(5);
        Cid cid = Cid.DagCbor(block);
        Assert.Equal(1u, BitConverter.ToUInt32(window, 0));
        Assert.Equal((uint)cid.Bytes.Length, BitConverter.ToUInt32(window, 4));
        Assert.Equal((0x71UL, 2u, 4u), (BitConverter.ToUInt64(window, 8), BitConverter.ToUInt32(window, 16), BitConverter.ToUInt32(window, 20)));
        Assert.Equal((0x71UL, 4u), (BitConverter.ToUInt64(window, 24), BitConverter.ToUInt32(window, 32)));
        Assert.Equal(0, BitConverter.ToInt32(window, 36));
        Assert.Equal(cid.ToBytes(), window.AsSpan(Buffer - Out, cid.Bytes.Length).ToArray());
        Assert.Equal(block, window[(Buffer + 64 - Out)..]);
        Assert.True(_machine.Store.TryGet(cid, out _));
    }

    [Theory]
    [InlineData(0x51, 0)]
    [InlineData(0x55, 0)]
    [InlineData(0x71, 0)]
    [InlineData(0x70, (int)ErrorNumber.IllegalCodec)]
    [InlineData(0, (int)ErrorNumber.IllegalCodec)]
    [InlineData(-1, (int)ErrorNumber.IllegalCodec)]
    public void BlockCreate_OfACodec_IsAllowedForThree(long codec, int error) => // one byte, the number 1
        Assert.Equal((ErrorNumber)error, _machine.Run(new ActorScript().Data(0, [1]).Call("ipld.block_create", Out, codec, 0, 1)).Error(0));

    [Theory]
    [InlineData(1 << 20, 0)]
    [InlineData((1 << 20) + 1, (int)ErrorNumber.LimitExceeded)]
    public void BlockCreate_OfASize_IsAllowedUpToOneMebibyte(int size, int error)
    {
        ScriptResult result = _machine.Run(new ActorScript().Code("(drop (memory.grow (i32.const 20)))").Call("ipld.block_create", Out, 0x55, 0, size));

        Assert.Equal((ErrorNumber)error, result.Error(0));
    }

    [Theory]
    [InlineData(0x10000, 0, 0)]
    [InlineData(0x10000, 1, 1)]
    [InlineData(0xffff, 2, 1)]
    [InlineData(-1, -1, 1)]
    [InlineData(0, -1, 1)]
    public void BlockCreate_OfABuffer_MustLieInMemory(int offset, int length, int error) =>
        Assert.Equal((ErrorNumber)error, _machine.Run(new ActorScript().Call("ipld.block_create", Out, 0x55, offset, length)).Error(0));

    [Fact]
    public void BlockCreate_WithALinkNotReached_IsNotFound()
    {
        byte[] block = Link(Cid.DagCbor([1]));

        Assert.Equal(ErrorNumber.NotFound, _machine.Run(new ActorScript().Data(0, block).Call("ipld.block_create", Out, 0x71, 0, block.Length)).Error(0));
    }

    [Fact]
    public void BlockCreate_WithALinkMadeBefore_IsAllowed()
    {
        byte[] child = [0x01];
        byte[] parent = Link(Cid.DagCbor(child));
        ScriptResult result = _machine.Run(new ActorScript().Data(0, child).Data(10, parent)
            .Call("ipld.block_create", Out, 0x71, 0, 1)
            .Call("ipld.block_create", Out + 4, 0x71, 10, parent.Length)
            .Call("ipld.block_link", Out + 8, Load(Out), Blake2b256, 32, Buffer, 64)
            .Call("ipld.block_create", Out + 4, 0x71, 10, parent.Length));

        Assert.Equal([ErrorNumber.None, ErrorNumber.NotFound, ErrorNumber.None, ErrorNumber.None], Enumerable.Range(0, 4).Select(result.Error));
    }

    [Fact]
    public void BlockCreate_OfMalformedCbor_IsASerializationError() =>
        Assert.Equal(ErrorNumber.Serialization, _machine.Run(new ActorScript().Data(0, [0x82, 1]).Call("ipld.block_create", Out, 0x71, 0, 2)).Error(0));

    [Fact]
    public void BlockOpen_OfTheOwnState_WorksOnceTheRootIsKnown()
    {
        byte[] root = StateTree.EmptyListCid.ToBytes();
        ScriptResult result = _machine.Run(new ActorScript().Data(0, root)
            .Call("ipld.block_open", Out, 0)
            .Call("self.root", Out, Buffer, 64)
            .Call("ipld.block_open", Out, Buffer)
            .Call("ipld.block_open", Out, 0)
            .Returns(Out, 16));

        Assert.Equal([ErrorNumber.NotFound, ErrorNumber.None, ErrorNumber.None, ErrorNumber.None], Enumerable.Range(0, 4).Select(result.Error));
        Assert.Equal((0x71UL, 2u, 1u), (result.U64(16), result.U32(24), result.U32(28)));
    }

    [Fact]
    public void BlockOpen_OfLinksInsideAnOpenedBlock_IsAllowed()
    {
        Cid leaf = _machine.Store.PutDagCbor([0x07]);
        Cid root = _machine.Store.PutDagCbor(Link(leaf));
        ActorScript script = new ActorScript().Data(0, leaf.Bytes)
            .Call("ipld.block_open", Out, 0)
            .Call("self.root", Out, Buffer, 64)
            .Call("ipld.block_open", Out, 0)
            .Call("ipld.block_open", Out, Buffer)
            .Call("ipld.block_open", Out, 0);
        ulong id = _machine.Add(script);
        _machine.State.SetActor(id, _machine.State.GetActor(id)! with { State = root });

        ScriptResult result = new(_machine.Send(id));

        Assert.Equal(
            [ErrorNumber.NotFound, ErrorNumber.None, ErrorNumber.NotFound, ErrorNumber.None, ErrorNumber.None],
            Enumerable.Range(0, 5).Select(result.Error));
    }

    [Fact]
    public void BlockOpen_OfAReachableBlockThatIsMissing_ExitsWith10()
    {
        ulong id = _machine.Add(new ActorScript().Call("self.root", Out, Buffer, 64).Call("ipld.block_open", Out, Buffer));
        _machine.State.SetActor(id, _machine.State.GetActor(id)! with { State = Cid.DagCbor("gone"u8) });

        Assert.Equal(ExitCode.AssertionFailed, _machine.Send(id).Receipt.ExitCode);
    }

    [Theory]
    [InlineData("", (int)ErrorNumber.IllegalArgument)]
    [InlineData("02", (int)ErrorNumber.IllegalArgument)]
    [InlineData("0171a0e40220ffff", (int)ErrorNumber.NotFound)] // the rest of the digest is zero bytes of memory
    [InlineData("0171124100", (int)ErrorNumber.IllegalArgument)] // 65 bytes of digest
    [InlineData("01711203010203", (int)ErrorNumber.NotFound)] // a digest no Cid can have
    [InlineData("015500020102", (int)ErrorNumber.NotFound)] // an identity CID holds its data, but is not reachable
    public void BlockOpen_OfOddCids_FailsAsOnTheNetwork(string hex, int error) =>
        Assert.Equal((ErrorNumber)error, _machine.Run(new ActorScript().Data(0, Convert.FromHexString(hex)).Call("ipld.block_open", Out, 0)).Error(0));

    [Theory]
    [InlineData(0xfff0)]
    [InlineData(0x10000)]
    [InlineData(-1)]
    public void BlockOpen_OfACidAtTheEndOfMemory_IsAnIllegalArgument(int pointer) =>
        Assert.Equal(ErrorNumber.IllegalArgument, _machine.Run(new ActorScript().Data(0xfff0, Cid.DagCbor([1]).Bytes[..16]).Call("ipld.block_open", Out, pointer)).Error(0));

    [Theory]
    [InlineData(0xb220, 32, 64, 0)]
    [InlineData(0xb220, 32, 38, 0)]
    [InlineData(0xb220, 32, 37, (int)ErrorNumber.BufferTooSmall)]
    [InlineData(0xb220, 20, 64, (int)ErrorNumber.IllegalCid)]
    [InlineData(0xb240, 64, 64, (int)ErrorNumber.IllegalCid)]
    [InlineData(0x12, 32, 64, (int)ErrorNumber.IllegalCid)]
    [InlineData(0xb220, 32, 0x10000, (int)ErrorNumber.IllegalArgument)]
    public void BlockLink_WithAHashAndABuffer_TakesOnlyOneHash(long function, int digest, int buffer, int error)
    {
        ScriptResult result = _machine.Run(new ActorScript().Data(0, [1])
            .Call("ipld.block_create", Out, 0x71, 0, 1).Call("ipld.block_link", Out + 4, 1, function, digest, Buffer, buffer));

        Assert.Equal((ErrorNumber)error, result.Error(1));
    }

    [Theory]
    [InlineData(0, 10, "0102030405eeeeeeeeee", -5)]
    [InlineData(0, 3, "010203eeeeeeeeeeeeee", 2)]
    [InlineData(3, 10, "0405eeeeeeeeeeeeeeee", -8)]
    [InlineData(0, 5, "0102030405eeeeeeeeee", 0)]
    [InlineData(5, 0, "eeeeeeeeeeeeeeeeeeee", 0)]
    [InlineData(100, 10, "eeeeeeeeeeeeeeeeeeee", -105)]
    public void BlockRead_OfFiveBytes_ReadsWhatFitsAndTellsTheRest(int offset, int length, string buffer, int remaining)
    {
        ScriptResult result = _machine.Run(new ActorScript().Data(0, [1, 2, 3, 4, 5]).Data(Buffer, [.. Enumerable.Repeat((byte)0xee, 10)])
            .Call("ipld.block_create", Out, 0x55, 0, 5).Call("ipld.block_read", Buffer + 10, 1, offset, Buffer, length).Returns(Buffer, 14));

        Assert.Equal(ErrorNumber.None, result.Error(1));
        Assert.Equal(buffer, Convert.ToHexStringLower(result.Window(2)[..10]));
        Assert.Equal(remaining, (int)result.U32(18));
    }

    [Theory]
    [InlineData(0, (int)ErrorNumber.InvalidHandle)]
    [InlineData(2, (int)ErrorNumber.InvalidHandle)]
    [InlineData(-1, (int)ErrorNumber.InvalidHandle)]
    public void Handles_NeverGivenOut_AreInvalidEverywhere(int handle, int error)
    {
        ScriptResult result = _machine.Run(new ActorScript().Data(0, [1]).Call("ipld.block_create", Out, 0x55, 0, 1)
            .Call("ipld.block_read", Out, handle, 0, Buffer, 1)
            .Call("ipld.block_stat", Out, handle)
            .Call("ipld.block_link", Out, handle, Blake2b256, 32, Buffer, 64));

        Assert.Equal(Enumerable.Repeat((ErrorNumber)error, 3), Enumerable.Range(1, 3).Select(result.Error));
    }

    [Fact]
    public void BlockRead_WhoseEndDoesNotFit31Bits_IsAnIllegalArgument() => Assert.Equal(ErrorNumber.IllegalArgument, _machine.Run(new ActorScript().Data(0, [1])
        .Call("ipld.block_create", Out, 0x55, 0, 1).Call("ipld.block_read", Out, 1, 0x7fffffff, Buffer, 1)).Error(1));

    private static byte[] Link(Cid cid) => [0xd8, 42, 0x58, (byte)(cid.Bytes.Length + 1), 0, .. cid.Bytes];
}
