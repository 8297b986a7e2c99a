using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.State;
using FvmCompute.Vm.Tests.Actors;

namespace FvmCompute.Vm.Tests.Machine;

public sealed class PreflightTests
{
    private static readonly Address Ethereum = Address.Delegated(10, [.. Enumerable.Range(1, 20).Select(i => (byte)i)]);
    private readonly TestMachine _machine = new();

    [Fact]
    public void Message_WhoseInclusionExceedsItsLimit_IsRefusedAndTheMinerPays()
    {
        Message message = Transfer();
        int length = message.Encode().Length;
        ulong inclusion = (ulong)(38_863 + 475_000 + (1300 * (36 + length)));

        ApplyResult result = Execute(message with { GasLimit = (long)inclusion - 1 }, length);

        AssertRefused(result, ExitCode.OutOfGas);
        Assert.Equal((TokenAmount)TestMachine.BaseFee * inclusion, result.Gas.MinerPenalty);
        Assert.Equal(ExitCode.Ok, Execute(message with { GasLimit = (long)inclusion }, length).Receipt.ExitCode);
    }

    [Fact]
    public void Message_FromAnUnknownAddress_IsRefused() =>
        AssertRefused(Execute(Transfer() with { From = Address.FromActorData("x"u8) }), ExitCode.SenderInvalid);

    [Fact]
    public void Message_FromAnIdWithoutActor_IsRefused() =>
        AssertRefused(Execute(Transfer() with { From = Address.FromId(77_777) }), ExitCode.SenderInvalid);

    [Fact]
    public void Message_FromAnActorThatIsNoAccount_IsRefused()
    {
        _machine.State.SetActor(200, new ActorState(_machine.Code[0], StateTree.EmptyListCid, 0, TokenAmount.FromFil(100)));

        AssertRefused(Execute(Transfer() with { From = Address.FromId(200) }), ExitCode.SenderInvalid);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(ulong.MaxValue)]
    public void Message_WithAnotherNonce_IsRefused(ulong nonce) => AssertRefused(Execute(Transfer() with { Nonce = nonce }), ExitCode.SenderStateInvalid);

    [Fact]
    public void Message_ThatCouldNotPayItsFee_IsRefusedAtOneAttoTooFew()
    {
        Message message = Transfer() with { GasLimit = 1_000_000, GasFeeCap = new TokenAmount(TokenAmount.FromFil(1000).Atto / 1_000_000) };
        Assert.Equal(ExitCode.Ok, Execute(message).Receipt.ExitCode);

        TestMachine poorer = new();
        poorer.State.SetActor(TestMachine.SenderId, poorer.State.GetActor(TestMachine.SenderId)! with { Balance = TokenAmount.FromFil(1000) - 1 });
        ApplyResult refused = poorer.Executor.Execute(message, ApplyKind.Explicit, message.Encode().Length);
        Assert.Equal((ExitCode.SenderStateInvalid, false), (refused.Receipt.ExitCode, refused.IsIncludable));
    }

    [Fact]
    public void Message_FromAFreshEthereumPlaceholder_MakesItAnEthereumAccount()
    {
        ulong id = AddPlaceholder(Ethereum, nonce: 0);

        ApplyResult result = Execute(Transfer() with { From = Ethereum });

        Assert.Equal(ExitCode.Ok, result.Receipt.ExitCode);
        Assert.Equal((_machine.EthereumAccount, 1UL), (_machine.State.GetActor(id)!.Code, _machine.State.GetActor(id)!.Nonce));
    }

    [Fact]
    public void Message_FromAPlaceholderThatHasSentBefore_IsRefused()
    {
        AddPlaceholder(Ethereum, nonce: 1);

        AssertRefused(Execute(Transfer() with { From = Ethereum, Nonce = 1 }), ExitCode.SenderInvalid);
    }

    [Fact]
    public void Message_FromAPlaceholderOfAnotherManager_IsRefused()
    {
        Address other = Address.Delegated(11, new byte[20]);
        AddPlaceholder(other, nonce: 0);

        AssertRefused(Execute(Transfer() with { From = other }), ExitCode.SenderInvalid);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    public void Message_WithoutGasLimit_IsAnArgumentErrorAndHarmsNothing(long limit)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Execute(Transfer() with { GasLimit = limit }));

        Assert.Equal(ExitCode.Ok, Execute(Transfer()).Receipt.ExitCode);
    }

    [Fact]
    public void ImplicitMessage_FromTheSystem_NeedsNoNonceFundsOrInclusion()
    {
        _machine.State.SetActor(SystemActors.System, _machine.State.GetActor(SystemActors.System)! with { Balance = 50 });
        Message message = Transfer() with { From = Address.FromId(SystemActors.System), Nonce = 9, Value = 50, GasFeeCap = 0 };

        ApplyResult result = _machine.Executor.Execute(message, ApplyKind.Implicit, 0);

        Assert.Equal(ExitCode.Ok, result.Receipt.ExitCode);
        Assert.Equal(481_000UL, result.Receipt.GasUsed);
        Assert.Equal(GasOutputs.None, result.Gas);
        Assert.Equal(0UL, _machine.State.GetActor(SystemActors.System)!.Nonce);
        Assert.Equal((TokenAmount)50, _machine.BalanceOf(500));
    }

    [Fact]
    public void Message_WithAPremium_TipsTheRewardActorForTheWholeLimit()
    {
        Message message = Transfer() with { GasLimit = 2_000_000, GasFeeCap = 150, GasPremium = 70 };

        ApplyResult result = Execute(message);

        // The cap leaves 50 above the base fee of 100.
        Assert.Equal((TokenAmount)50 * 2_000_000, result.Gas.MinerTip);
        Assert.Equal(result.Gas.MinerTip, _machine.BalanceOf(SystemActors.Reward));
        Assert.Equal(TokenAmount.FromFil(1000), _machine.TotalBalance());
    }

    [Fact]
    public void Message_WithACapBelowTheBaseFee_PenalisesTheMiner()
    {
        ApplyResult result = Execute(Transfer() with { GasLimit = 2_000_000, GasFeeCap = 60 });

        Assert.Equal((TokenAmount)60 * result.Receipt.GasUsed, result.Gas.BaseFeeBurn);
        Assert.Equal((TokenAmount)40 * (result.Receipt.GasUsed + result.Gas.GasBurned), result.Gas.MinerPenalty);
        Assert.Equal(TokenAmount.FromFil(1000), _machine.TotalBalance());
    }

    private Message Transfer()
    {
        _machine.State.SetActor(500, new ActorState(_machine.Account, StateTree.EmptyListCid, 0, TokenAmount.Zero));
        return _machine.Message(Address.FromId(500), method: 0);
    }

    private ulong AddPlaceholder(Address address, ulong nonce)
    {
        ulong id = _machine.State.RegisterNewAddress(address);
        _machine.State.SetActor(id, new ActorState(_machine.Placeholder, StateTree.EmptyListCid, nonce, TokenAmount.FromFil(10), address));
        return id;
    }

    private ApplyResult Execute(Message message, int? length = null) => _machine.Executor.Execute(message, ApplyKind.Explicit, length ?? message.Encode().Length);

    private void AssertRefused(ApplyResult result, ExitCode code)
    {
        Assert.Equal((code, 0UL), (result.Receipt.ExitCode, result.Receipt.GasUsed));
        Assert.False(result.IsIncludable);
        Assert.NotNull(result.FailureReason);
        Assert.Equal(0UL, _machine.State.GetActor(TestMachine.SenderId)!.Nonce);
        Assert.Equal(TokenAmount.Zero, _machine.BalanceOf(SystemActors.BurntFunds));
        Assert.Equal(TokenAmount.Zero, result.Gas.BaseFeeBurn);
    }
}
