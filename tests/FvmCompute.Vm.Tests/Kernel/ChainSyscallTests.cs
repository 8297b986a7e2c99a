using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.Tests.Actors;

namespace FvmCompute.Vm.Tests.Kernel;

/// <summary>Modules <c>vm</c>, <c>network</c> and <c>rand</c>.</summary>
public sealed class ChainSyscallTests
{
    private const int Out = 0x800;
    private const int Buffer = 0x1000;

    private readonly TestMachine _machine = new();

    [Fact]
    public void MessageContext_OfATopLevelCall_DescribesTheMessage()
    {
        ulong id = _machine.Add(new ActorScript().Call("vm.message_context", Out).Returns(Out, 80));
        _machine.Send(id);

        ScriptResult result = new(_machine.Send(id, method: 77, value: 9));

        Assert.Equal([TestMachine.SenderId, 1UL, TestMachine.SenderId, id, 77UL], Enumerable.Range(0, 5).Select(i => result.U64(4 + (8 * i))));
        Assert.Equal(((UInt128)9, UInt128.Zero, 0UL), (result.U128(44), result.U128(60), result.U64(76)));
    }

    [Fact]
    public void MessageContext_WithAPremium_TellsWhatIsEffectivelyPaid()
    {
        ulong id = _machine.Add(new ActorScript().Call("vm.message_context", Out).Returns(Out, 80));
        var message = _machine.Message(Filecoin.Addresses.Address.FromId(id)) with { GasFeeCap = 150, GasPremium = 70 };

        ScriptResult result = new(_machine.Executor.Execute(message, ApplyKind.Explicit, 100));

        Assert.Equal((UInt128)50, result.U128(60));
    }

    [Fact]
    public void NetworkContext_DescribesTheTipset()
    {
        ScriptResult result = _machine.Run(new ActorScript().Call("network.context", Out).Call("network.total_fil_circ_supply", Out + 44).Returns(Out, 60));

        Assert.Equal((1000UL, 1_700_000_000UL, (UInt128)100), (result.U64(8), result.U64(16), result.U128(24)));
        Assert.Equal((314UL, 28u), (result.U64(40), result.U32(48)));
        Assert.Equal((UInt128)TokenAmount.FromFil(7).Atto, result.U128(52));
    }

    [Theory]
    [InlineData(999, 0)]
    [InlineData(0, 0)]
    [InlineData(1000, (int)ErrorNumber.IllegalArgument)]
    [InlineData(1001, (int)ErrorNumber.IllegalArgument)]
    [InlineData(-1, (int)ErrorNumber.IllegalArgument)]
    [InlineData(long.MinValue, (int)ErrorNumber.IllegalArgument)]
    public void TipsetCid_OfAnEpoch_IsKnownForThePast(long epoch, int error)
    {
        ScriptResult result = _machine.Run(new ActorScript().Call("network.tipset_cid", Out, epoch, Buffer, 64).Returns(Buffer, 38));

        Assert.Equal((ErrorNumber)error, result.Error(0));
        Assert.Equal(error == 0 ? TestMachine.TipsetCid(epoch).ToBytes() : new byte[38], result.Window(1));
    }

    [Theory]
    [InlineData("rand.get_chain_randomness", 0xc0)]
    [InlineData("rand.get_beacon_randomness", 0xbe)]
    public void Randomness_OfAPastEpoch_IsTheNodes(string syscall, byte kind)
    {
        ScriptResult result = _machine.Run(new ActorScript().Call(syscall, Out, 258).Call(syscall, Out + 32, 1000).Call(syscall, Out + 32, -1).Returns(Out, 32));

        Assert.Equal([ErrorNumber.None, ErrorNumber.None, ErrorNumber.IllegalArgument], Enumerable.Range(0, 3).Select(result.Error));
        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 2, .. Enumerable.Repeat(kind, 24)], result.Window(3));
    }

    [Theory]
    [InlineData("rand.get_chain_randomness")]
    [InlineData("rand.get_beacon_randomness")]
    public void Randomness_OfTheFuture_CostsMoreThanThereIs(string syscall)
    {
        ulong id = _machine.Add(new ActorScript().Call(syscall, Out, 1001));

        Assert.Equal(ExitCode.OutOfGas, _machine.Send(id).Receipt.ExitCode);
    }

    [Fact]
    public void Randomness_OfAnEpochWhoseDistanceDoesNotFit_IsAnIllegalArgument() =>
        Assert.Equal(ErrorNumber.IllegalArgument, _machine.Run(new ActorScript().Call("rand.get_chain_randomness", Out, long.MinValue)).Error(0));
}
