using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Gas;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.Tests.Actors;

namespace FvmCompute.Vm.Tests.Gas;

/// <summary>Gas of whole messages, worked out by hand from the price list and the metering rules (vm.md §3.2, §3.4).</summary>
public sealed class GasFlowTests
{
    // Entering the exported function costs 13 instructions of the stack limiter and one per parameter.
    private const ulong Entry = 52_000 + 4_000;
    private const ulong Instruction = 4_000;
    private const ulong OneMemoryPage = 65_536 * 400;
    private const int Out = 0x800;
    private const int Buffer = 0x1000;

    /// <summary>A metered block of its own: two instructions that are paid when it begins.</summary>
    private const string Step = "(loop (br_if 0 (i32.const 0)))";

    private readonly TestMachine _machine = new();

    [Fact]
    public void Message_ToCodeThatDoesNothing_CostsInclusionInvocationAndEntry() => AssertCost(
        """(module (memory (export "memory") 0) (func (export "invoke") (param i32) (result i32) (i32.const 0)))""",
        75_000_000 + Entry + Instruction);

    [Fact]
    public void Message_ToCodeWithMemoryAndTable_CostsTheirSetup() => AssertCost(
        """(module (memory (export "memory") 3) (table (export "table") 10 funcref) (func (export "invoke") (param i32) (result i32) (i32.const 0)))""",
        75_000_000 + (3 * OneMemoryPage) + (10 * 3_200) + Entry + Instruction);

    [Fact]
    public void Message_ToCodeWhoseTableHasAnotherName_DoesNotPayForIt() => AssertCost(
        """(module (memory (export "memory") 0) (table (export "__indirect_function_table") 10 funcref) (func (export "invoke") (param i32) (result i32) (i32.const 0)))""",
        75_000_000 + Entry + Instruction);

    [Fact]
    public void Message_ToCodeThatGrowsMemory_PaysPerPage() => AssertCost(
        """(module (memory (export "memory") 1) (func (export "invoke") (param i32) (result i32) (drop (memory.grow (i32.const 2))) (i32.const 0)))""",
        75_000_000 + OneMemoryPage + Entry + (3 * Instruction) + (2 * OneMemoryPage));

    [Fact]
    public void Message_ToCodeThatCallsTheHost_PaysFourteenThousand() => AssertCost(
        """
        (module (import "debug" "enabled" (func $enabled (param i32) (result i32))) (memory (export "memory") 1)
          (func (export "invoke") (param i32) (result i32) (drop (call $enabled (i32.const 0))) (i32.const 0)))
        """,
        75_000_000 + OneMemoryPage + Entry + (3 * Instruction) + 14_000_000);

    [Fact]
    public void Message_WithReturnedData_PaysForKeepingIt() => AssertCost(
        """(module (memory (export "memory") 0) (func (export "invoke") (param i32) (result i32) (local.get 0)))""",
        75_000_000 + Entry + Instruction + (1_300_000 * 5),
        parameters: [0x44, 1, 2, 3, 4]);

    [Fact]
    public void Message_ToCodeThatTraps_PaysForTheWholeBlockItTrappedIn() => AssertCost(
        """(module (memory (export "memory") 0) (func (export "invoke") (param i32) (result i32) (i32.div_u (i32.const 1) (i32.const 0)) (i32.const 1) (i32.add)))""",
        75_000_000 + Entry + (5 * Instruction));

    [Fact]
    public void Message_WithValueTheSenderLacks_PaysForTheTransferButNotForTheCall()
    {
        ulong id = _machine.Add("""(module (memory (export "memory") 0) (func (export "invoke") (param i32) (result i32) (i32.const 0)))""");
        Message message = _machine.Message(Address.FromId(id)) with { Value = TokenAmount.FromFil(1000) };

        ApplyResult result = _machine.Executor.Execute(message, ApplyKind.Explicit, 0);

        Assert.Equal((ExitCode.InsufficientFunds, 38_863UL + 475_000 + (1300 * 36) + 6_000), (result.Receipt.ExitCode, result.Receipt.GasUsed));
    }

    [Fact]
    public void StateChange_ChargeByCharge_IsWhatTheNetworkCharges()
    {
        ulong id = _machine.Add(new ActorScript().Data(0, [0x83, 1, 2, 3])
            .Call("ipld.block_create", Out, 0x71, 0, 4)
            .Call("ipld.block_link", Out, 1, 0xb220, 32, Buffer, 64)
            .Call("self.set_root", Buffer)
            .Call("self.root", Out, Buffer, 64)
            .Call("ipld.block_open", Out, Buffer)
            .Call("ipld.block_read", Out, 2, 0, Buffer, 100));

        ApplyResult result = _machine.Send(id);

        (string, ulong)[] expected =
        [
            ("OnChainMessage", Inclusion(id)),
            ("OnMethodInvocation", 75_000_000),
            ("wasm_memory_init", OneMemoryPage),
            ("OnSyscall", 14_000_000),
            ("OnScanIpldLinks", 4 * 35_000),
            ("OnBlockCreate", 40_000),
            ("OnSyscall", 14_000_000),
            ("OnBlockLink", (4 * 12_400) + 300_000 + 172_000_000 + 334_000_000 + (4 * 3_340_000)),
            ("OnSyscall", 14_000_000),
            ("OnActorSetRoot", 300_000),
            ("OnActorUpdate", 475_000_000), // the receiver's lookup came with the message
            ("OnSyscall", 14_000_000),
            ("OnActorGetRoot", 300_000),
            ("OnSyscall", 14_000_000),
            ("OnBlockOpenBase", 187_740_000),
            ("OnScanIpldLinks", 4 * 35_000),
            ("OnBlockOpen", 40_000),
            ("OnSyscall", 14_000_000),
            ("OnBlockRead", 1_600),
            ("OnSyscall", 14_000_000),
            ("OnScanIpldLinks", 0),
            ("OnBlockCreate", 240_000), // the script's own return block: 6 error numbers
            ("OnChainReturnValue", 24 * 1_300_000),
        ];
        Assert.Equal(expected, result.Trace!.Charges.Where(charge => charge.Name != "wasm_exec").Select(charge => (charge.Name, charge.Total.Milligas)));
    }

    [Fact]
    public void Trace_OfAnyMessage_AddsUpToTheGasUsed()
    {
        ulong callee = _machine.Add(new ActorScript().Exit(30));
        ulong id = _machine.Add(new ActorScript().SendTo(callee, Out).SendTo(callee, Out + 40).Call("network.tipset_cid", Out, 3, Buffer, 64));

        ApplyResult result = _machine.Send(id);

        GasAmount sum = result.Trace!.Charges.Aggregate(GasAmount.Zero, (total, charge) => total + charge.Total);
        Assert.Equal(sum.Ceiling, result.Receipt.GasUsed);
    }

    /// <summary>
    /// Where the result of a call has no room, the network forgets to refresh the counter, so the code up to that call is charged again with what follows (ref-fvm
    /// <c>syscalls/linker.rs</c>).
    /// </summary>
    [Fact]
    public void OutPointer_WithoutRoom_ChargesTheCodeBeforeItTwice()
    {
        ulong[] good = ExecutionCharges(Out);
        ulong[] bad = ExecutionCharges(0x10000 - 15);

        Assert.Equal([8_000UL, 8_000UL], good[1..]);
        Assert.Equal([good[0], good[0] + 8_000, 8_000], bad);
    }

    [Fact]
    public void OutPointer_JustInsideMemory_IsWrittenTo() =>
        Assert.Equal(ErrorNumber.None, _machine.Run(new ActorScript().Call("self.current_balance", 0x10000 - 16)).Error(0));

    [Fact]
    public void Exit_FromCode_IsNotChargedTwice()
    {
        ulong[] charges = [.. Executions(_machine.Send(_machine.Add(new ActorScript().Call("debug.enabled", Out).Code(Step).Exit(0))))];

        // One charge before each of the two calls; nothing after the exit.
        Assert.Equal((2, 8_000UL), (charges.Length, charges[1]));
    }

    private ulong[] ExecutionCharges(int pointer) =>
        [.. Executions(_machine.Send(_machine.Add(new ActorScript()
            .Call("self.current_balance", pointer).Code(Step).Call("gas.charge", 0, 0, 0).Code(Step).Call("gas.charge", 0, 0, 0))))];

    private static IEnumerable<ulong> Executions(ApplyResult result) =>
        result.Trace!.Charges.Where(charge => charge.Name == "wasm_exec").Select(charge => charge.Total.Milligas);

    private void AssertCost(string wat, ulong milligas, byte[]? parameters = null)
    {
        ulong id = _machine.Add(wat);

        ApplyResult result = _machine.Send(id, parameters: parameters);

        Assert.Equal((Inclusion(id, parameters) + milligas + 999) / 1000, result.Receipt.GasUsed);
    }

    private ulong Inclusion(ulong to, byte[]? parameters = null) =>
        1000UL * (38_863 + 475_000 + (1300 * (36 + (ulong)_machine.Message(Address.FromId(to), parameters: parameters).Encode().Length)));
}
