using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.State;
using FvmCompute.Vm.Tests.Actors;

namespace FvmCompute.Vm.Tests.Kernel;

/// <summary>Module <c>self</c>.</summary>
public sealed class StateSyscallTests
{
    private const int Out = 100;
    private const int Buffer = 0x1000;

    private readonly TestMachine _machine = new();

    [Fact]
    public void SetRoot_ToANewBlock_ChangesTheState()
    {
        ulong id = _machine.Add(SetRoot([0x18, 0x2a]));

        ScriptResult result = new(_machine.Send(id));

        Assert.Equal(ErrorNumber.None, result.Error(2));
        Assert.Equal(Cid.DagCbor([0x18, 0x2a]), _machine.State.GetActor(id)!.State);
    }

    [Fact]
    public void SetRoot_ThenExit_ChangesNothing()
    {
        ulong id = _machine.Add(SetRoot([0x18, 0x2a]).Exit(20));

        Assert.Equal(20u, _machine.Send(id).Receipt.ExitCode.Value);
        Assert.Equal(StateTree.EmptyListCid, _machine.State.GetActor(id)!.State);
    }

    [Fact]
    public void SetRoot_ToSomethingNotReached_IsNotFound()
    {
        ScriptResult result = _machine.Run(new ActorScript().Data(0, StateTree.EmptyListCid.Bytes).Data(64, [1, 0x71, 0x12, 1, 7])
            .Call("self.set_root", 0)
            .Call("self.set_root", 64)
            .Call("self.set_root", 0xffff));

        Assert.Equal([ErrorNumber.NotFound, ErrorNumber.NotFound, ErrorNumber.IllegalArgument], Enumerable.Range(0, 3).Select(result.Error));
    }

    [Theory]
    [InlineData(Buffer, 64, 0)]
    [InlineData(Buffer, 38, 0)]
    [InlineData(Buffer, 37, (int)ErrorNumber.BufferTooSmall)]
    [InlineData(0xfff0, 64, (int)ErrorNumber.IllegalArgument)]
    public void Root_IntoABuffer_NeedsRoom(int at, int length, int error)
    {
        ScriptResult result = _machine.Run(new ActorScript().Call("self.root", Out, at, length).Returns(Buffer, 38));

        Assert.Equal((ErrorNumber)error, result.Error(0));
        Assert.Equal(error == 0 ? StateTree.EmptyListCid.ToBytes() : new byte[38], result.Window(1));
    }

    [Fact]
    public void CurrentBalance_IncludesTheValueReceived()
    {
        ScriptResult result = _machine.Run(new ActorScript().Call("self.current_balance", Out).Returns(Out, 16), balance: 40, value: 2);

        Assert.Equal((UInt128)42, result.U128(4));
    }

    [Fact]
    public void SelfDestruct_WithFunds_NeedsLeaveToBurnThem()
    {
        ulong id = _machine.Add(new ActorScript()
            .Call("self.self_destruct", 0)
            .Call("self.self_destruct", 1)
            .Call("self.current_balance", Out)
            .Call("self.root", Out, Buffer, 64)
            .Call("self.self_destruct", 0), balance: 77);
        TokenAmount burntBefore = _machine.BalanceOf(SystemActors.BurntFunds);

        ApplyResult applied = _machine.Send(id);

        ScriptResult result = new(applied);
        Assert.Equal(
            [ErrorNumber.IllegalOperation, ErrorNumber.None, ErrorNumber.None, ErrorNumber.IllegalOperation, ErrorNumber.None],
            Enumerable.Range(0, 5).Select(result.Error));
        Assert.Null(_machine.State.GetActor(id));
        Assert.Equal(burntBefore + 77 + applied.Gas.BaseFeeBurn + applied.Gas.OverEstimationBurn, _machine.BalanceOf(SystemActors.BurntFunds));
    }

    [Fact]
    public void SetRoot_AfterSelfDestruct_IsAnIllegalOperation()
    {
        ScriptResult result = _machine.Run(new ActorScript().Call("self.root", Out, Buffer, 64).Call("self.self_destruct", 0).Call("self.set_root", Buffer));

        Assert.Equal(ErrorNumber.IllegalOperation, result.Error(2));
    }

    private static ActorScript SetRoot(byte[] block) => new ActorScript().Data(0, block)
        .Call("ipld.block_create", Out, 0x71, 0, block.Length)
        .Call("ipld.block_link", Out + 4, ActorScript.Load(Out), 0xb220, 32, Buffer, 64)
        .Call("self.set_root", Buffer);
}
