using FvmCompute.Vm.Gas;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.Tests.Actors;
using FvmCompute.Vm.Trace;

namespace FvmCompute.Vm.Tests.Kernel;

/// <summary>Modules <c>gas</c> and <c>debug</c>.</summary>
public sealed class DebugSyscallTests
{
    private const int Out = 0x800;

    [Fact]
    public void GasCharge_WithAName_IsChargedUnderIt()
    {
        TestMachine machine = new();

        ScriptResult result = machine.Run(new ActorScript().Data(0, "work"u8).Call("gas.charge", 0, 4, 123));

        Assert.Equal(ErrorNumber.None, result.Error(0));
        Assert.Contains(new GasCharge("work", GasAmount.FromGas(123)), result.Applied.Trace!.Charges);
    }

    [Fact]
    public void GasCharge_WithABadName_IsAnIllegalArgumentAndChargesNothing()
    {
        ScriptResult result = new TestMachine().Run(new ActorScript().Data(0, [0xff]).Call("gas.charge", 0, 1, 1_000_000_000_000).Call("gas.charge", 0xffff, 2, 1));

        Assert.Equal([ErrorNumber.IllegalArgument, ErrorNumber.IllegalArgument], Enumerable.Range(0, 2).Select(result.Error));
    }

    [Theory]
    [InlineData(10_000_000_000)]
    [InlineData(-1)]
    public void GasCharge_OfMoreThanThereIs_RunsOut(long gas)
    {
        TestMachine machine = new();

        ApplyResult result = machine.Send(machine.Add(new ActorScript().Call("gas.charge", 0, 0, gas)));

        Assert.Equal((ExitCode.OutOfGas, (ulong)TestMachine.GasLimit), (result.Receipt.ExitCode, result.Receipt.GasUsed));
    }

    [Fact]
    public void GasAvailable_BeforeAndAfterACharge_DiffersByItAndTheCallsRoundedDown()
    {
        ScriptResult result = new TestMachine().Run(new ActorScript()
            .Call("gas.available", Out).Call("gas.charge", 0, 0, 1000).Call("gas.available", Out + 8).Returns(Out, 16));

        // Between the two answers: 1000 asked for and two host calls. The instructions were paid when their block began.
        Assert.Equal(1_000UL + (2 * 14_000), result.U64(12) - result.U64(20));
    }

    [Theory]
    [InlineData(false, -1)]
    [InlineData(true, 0)]
    public void Enabled_TellsWhetherDebuggingIsOn(bool on, int answer)
    {
        TestMachine machine = new() { ActorDebugging = on };

        Assert.Equal(answer, (int)machine.Run(new ActorScript().Call("debug.enabled", Out).Returns(Out, 4)).U32(4));
    }

    [Fact]
    public void Log_WhileDebuggingIsOff_DoesNotEvenLookAtItsArguments()
    {
        ScriptResult result = new TestMachine().Run(new ActorScript().Call("debug.log", -1, -1).Call("debug.store_artifact", -1, -1, -1, -1));

        Assert.Equal([ErrorNumber.None, ErrorNumber.None], Enumerable.Range(0, 2).Select(result.Error));
        Assert.DoesNotContain(result.Applied.Trace!.All, step => step is LogStep or ArtifactStep);
    }

    [Fact]
    public void Log_WhileDebuggingIsOn_GoesIntoTheTrace()
    {
        ScriptResult result = new TestMachine { ActorDebugging = true }.Run(new ActorScript().Data(0, "hello"u8).Data(10, [0xff]).Data(20, "../x"u8)
            .Call("debug.log", 0, 5).Call("debug.log", 10, 1).Call("debug.store_artifact", 0, 5, 0, 2)
            .Call("debug.store_artifact", 20, 4, 0, 2).Call("debug.store_artifact", 0, 0, 0, 2));

        Assert.Equal(
            [ErrorNumber.None, ErrorNumber.IllegalArgument, ErrorNumber.None, ErrorNumber.IllegalArgument, ErrorNumber.IllegalArgument],
            Enumerable.Range(0, 5).Select(result.Error));
        Assert.Equal(["hello"], result.Applied.Trace!.All.OfType<LogStep>().Select(log => log.Message));
        Assert.Equal(["hello"], result.Applied.Trace!.All.OfType<ArtifactStep>().Select(artifact => artifact.Name));
    }
}
