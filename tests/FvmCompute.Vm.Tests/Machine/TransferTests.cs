using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.State;
using FvmCompute.Vm.Tests.Actors;

namespace FvmCompute.Vm.Tests.Machine;

/// <summary>Messages that run no code.</summary>
public sealed class TransferTests
{
    private const long Value = 12345;
    private readonly TestMachine _machine = new();

    [Fact]
    public void Transfer_ToAnActor_MovesValueAndCostsWhatThePricesSay()
    {
        ulong to = AddAccount();
        TokenAmount before = _machine.BalanceOf(TestMachine.SenderId);

        ApplyResult result = _machine.Send(to, method: 0, value: Value);

        // Lookup and update of the sender and lookup of the receiver are part of inclusion: what is left is the update of the receiver.
        ulong gas = Inclusion(to) + 6_000 + 475_000;
        Assert.Equal((ExitCode.Ok, gas), (result.Receipt.ExitCode, result.Receipt.GasUsed));
        Assert.Equal(0, result.Receipt.ReturnData.Length);
        Assert.Null(result.Receipt.EventsRoot);
        Assert.Null(result.FailureReason);
        Assert.Equal((TokenAmount)Value, _machine.BalanceOf(to));
        TokenAmount fees = result.Gas.BaseFeeBurn + result.Gas.OverEstimationBurn;
        Assert.Equal((TokenAmount)TestMachine.BaseFee * gas, result.Gas.BaseFeeBurn);
        Assert.Equal(before - Value - fees, _machine.BalanceOf(TestMachine.SenderId));
        Assert.Equal(fees, _machine.BalanceOf(SystemActors.BurntFunds));
        Assert.Equal(1UL, _machine.State.GetActor(TestMachine.SenderId)!.Nonce);
    }

    [Fact]
    public void Transfer_OfNothing_CostsInclusionOnly()
    {
        ulong to = AddAccount();

        Assert.Equal(Inclusion(to, value: 0), _machine.Send(to, method: 0).Receipt.GasUsed);
    }

    [Fact]
    public void Transfer_ToOneself_ChecksFundsAndMovesNothing()
    {
        ApplyResult result = _machine.Send(TestMachine.SenderAddress, method: 0, value: Value);

        Assert.Equal(ExitCode.Ok, result.Receipt.ExitCode);
        Assert.Equal(TokenAmount.FromFil(1000), _machine.TotalBalance());
    }

    [Fact]
    public void Transfer_OfMoreThanTheSenderHas_FailsWithExit6()
    {
        ulong to = AddAccount();
        Message message = _machine.Message(Address.FromId(to), 0) with { Value = TokenAmount.FromFil(1000) };

        ApplyResult result = _machine.Executor.Execute(message, ApplyKind.Explicit, message.Encode().Length);

        Assert.Equal(ExitCode.InsufficientFunds, result.Receipt.ExitCode);
        Assert.Contains($"f0{TestMachine.SenderId} cannot pay", result.FailureReason, StringComparison.Ordinal);
        Assert.Equal(TokenAmount.Zero, _machine.BalanceOf(to));
    }

    [Fact]
    public void Transfer_ToAnIdWithoutActor_FailsWithExit5()
    {
        ApplyResult result = _machine.Send(99_999, method: 0, value: Value);

        Assert.Equal(ExitCode.InvalidReceiver, result.Receipt.ExitCode);
        Assert.Equal("there is no actor f099999", result.FailureReason);
    }

    [Fact]
    public void Transfer_ToAnActorAddressNobodyHas_FailsWithExit5() =>
        Assert.Equal(ExitCode.InvalidReceiver, _machine.Send(Address.FromActorData("nobody"u8), method: 0).Receipt.ExitCode);

    [Fact]
    public void Transfer_ToAnEthereumAddressNobodyHas_CreatesAPlaceholder()
    {
        Address to = Address.Delegated(10, new byte[20]);

        ApplyResult result = _machine.Send(to, method: 0, value: Value);

        ulong gas = Inclusion(to) + 650_000 + 1_000_000 + 1_050_000 + 500_000 + 475_000 + 6_000;
        Assert.Equal((ExitCode.Ok, gas), (result.Receipt.ExitCode, result.Receipt.GasUsed));
        ulong id = _machine.State.LookupId(to)!.Value;
        Assert.Equal(TestMachine.SenderId + 1, id);
        Assert.Equal(new ActorState(_machine.Placeholder, StateTree.EmptyListCid, 0, Value, to), _machine.State.GetActor(id));
    }

    [Fact]
    public void Transfer_ToADelegatedAddressOfAnotherManager_FailsWithExit5() =>
        Assert.Equal(ExitCode.InvalidReceiver, _machine.Send(Address.Delegated(11, new byte[20]), method: 0).Receipt.ExitCode);

    [Fact]
    public void Transfer_ToTheZeroBlsAddress_FailsWithExit10() => // an error of the call that has no exit code of its own
        Assert.Equal(ExitCode.AssertionFailed, _machine.Send(Address.FromBlsKey([0xc0, .. new byte[47]]), method: 0).Receipt.ExitCode);

    [Fact]
    public void FailedTransfer_ToANewAddress_CreatesNothing()
    {
        Address to = Address.Delegated(10, new byte[20]);
        Message message = _machine.Message(to, 0) with { Value = TokenAmount.FromFil(5000) };

        ApplyResult result = _machine.Executor.Execute(message, ApplyKind.Explicit, message.Encode().Length);

        Assert.Equal(ExitCode.InsufficientFunds, result.Receipt.ExitCode);
        Assert.Null(_machine.State.LookupId(to));
        Assert.Null(_machine.State.GetActor(TestMachine.SenderId + 1));
    }

    [Fact]
    public void Flush_AfterMessages_KeepsWhatTheyDid()
    {
        ulong to = AddAccount();
        _machine.Send(to, method: 0, value: Value);

        _machine.Flush();

        Assert.Equal((TokenAmount)Value, _machine.BalanceOf(to));
        Assert.Equal(1UL, _machine.State.GetActor(TestMachine.SenderId)!.Nonce);
    }

    private ulong AddAccount()
    {
        const ulong Id = 500;
        _machine.State.SetActor(Id, new ActorState(_machine.Account, StateTree.EmptyListCid, 0, TokenAmount.Zero));
        return Id;
    }

    private ulong Inclusion(ulong to, long value = Value) => Inclusion(Address.FromId(to), value);

    private ulong Inclusion(Address to, long value = Value) =>
        38_863 + 475_000 + (1300 * (36 + (ulong)_machine.Message(to, 0, value).Encode().Length));
}
