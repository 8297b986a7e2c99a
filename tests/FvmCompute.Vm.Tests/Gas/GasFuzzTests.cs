using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Gas;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.State;
using FvmCompute.Vm.Tests.Actors;
using static FvmCompute.Vm.Tests.Actors.ActorScript;

namespace FvmCompute.Vm.Tests.Gas;

/// <summary>As ref-fvm <c>testing/integration/tests/gasfuzz.rs</c>: whichever charge is the one that does not fit, the message ends the same way.</summary>
public sealed class GasFuzzTests
{
    private const int Out = 0x800;
    private const int Buffer = 0x1000;

    /// <summary>Encoded in as many bytes as the limits that are tried, because the length of a message is paid for too.</summary>
    private const long AmpleLimit = 4_000_000_000;

    private static readonly Address NewAddress = Address.Delegated(10, [.. Enumerable.Repeat((byte)3, 20)]);

    [Fact]
    public void GasLimit_JustBelowAnyCharge_RunsOutAndLeavesOnlyTheFee()
    {
        (TestMachine full, ulong actor) = NewMachine();
        ApplyResult complete = full.Send(actor, value: 100, gasLimit: AmpleLimit);
        Assert.True(complete.Receipt.ExitCode.IsSuccess, complete.FailureReason);
        Assert.Single(complete.Events);

        ulong[] limits = LimitsBelowEachCharge(complete);
        Assert.True(limits.Length > 40, $"only {limits.Length} different charge points");
        foreach (ulong limit in limits)
        {
            (TestMachine machine, _) = NewMachine();
            Cid expected = StateAfterFeeOnly(limit);

            ApplyResult result = machine.Send(actor, value: 100, gasLimit: (long)limit);

            Assert.Equal((ExitCode.OutOfGas, limit), (result.Receipt.ExitCode, result.Receipt.GasUsed));
            Assert.Empty(result.Events);
            Assert.Equal(expected, machine.Flush());
        }
    }

    [Fact]
    public void GasLimit_OfExactlyTheGasUsed_IsEnough()
    {
        (TestMachine first, ulong actor) = NewMachine();
        ulong used = first.Send(actor, value: 100, gasLimit: AmpleLimit).Receipt.GasUsed;

        (TestMachine second, _) = NewMachine();
        ApplyResult result = second.Send(actor, value: 100, gasLimit: (long)used);

        Assert.Equal((ExitCode.Ok, used), (result.Receipt.ExitCode, result.Receipt.GasUsed));
    }

    /// <summary>The largest whole limits that do not cover the first n charges, for every n beyond inclusion.</summary>
    private static ulong[] LimitsBelowEachCharge(ApplyResult result)
    {
        GasAmount sum = GasAmount.Zero;
        List<ulong> limits = [];
        foreach (GasCharge charge in result.Trace!.Charges)
        {
            sum += charge.Total;
            limits.Add(sum.Ceiling - 1);
        }

        return [.. limits.Distinct().Where(limit => limit > limits[0] + 20_000)];
    }

    private static (TestMachine Machine, ulong Actor) NewMachine()
    {
        TestMachine machine = new();
        ulong callee = machine.Add(new ActorScript().Data(0, [0x18, 0x63])
            .Call("ipld.block_create", 100, 0x71, 0, 2)
            .Call("ipld.block_link", 104, Load(100), 0xb220, 32, Buffer, 64)
            .Call("self.set_root", Buffer)
            .Call("event.emit_event", 0, 0, 0, 0, 0, 0), balance: 5);
        ulong actor = machine.Add(new ActorScript().Data(0, NewAddress.Bytes)
            .Call("self.root", Out, Buffer, 64)
            .Call("ipld.block_open", Out, Buffer)
            .Call("crypto.hash", Out, 0x12, 0, 500, Buffer, 32)
            .Call("rand.get_beacon_randomness", Out, 990)
            .SendTo(callee, Out + 100, value: 7)
            .Send(Out, 0, NewAddress.Bytes.Length, method: 0, value: 3)
            .Call("actor.balance_of", Out, (long)SystemActors.Reward)
            .Call("gas.charge", 0, 0, 1000), balance: 50);
        return (machine, actor);
    }

    private static Cid StateAfterFeeOnly(ulong limit)
    {
        (TestMachine machine, _) = NewMachine();
        TokenAmount fee = (TokenAmount)TestMachine.BaseFee * limit;
        ActorState sender = machine.State.GetActor(TestMachine.SenderId)!;
        ActorState burnt = machine.State.GetActor(SystemActors.BurntFunds)!;
        machine.State.SetActor(TestMachine.SenderId, sender with { Nonce = 1, Balance = sender.Balance - fee });
        machine.State.SetActor(SystemActors.BurntFunds, burnt with { Balance = fee });
        return machine.Flush();
    }
}
