using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.Tests.Actors;

namespace FvmCompute.Vm.Tests.Machine;

/// <summary>How code that goes wrong, or right, ends. The first cases are those of ref-fvm <c>testing/integration/tests/main.rs</c>.</summary>
public sealed class CodeOutcomeTests
{
    private const string Memory = """(memory (export "memory") 1)""";

    private readonly TestMachine _machine = new();

    [Theory]
    [InlineData("out_of_gas", "(loop (br 0)) (i32.const 0)", 7)]
    [InlineData("unreachable", "(unreachable)", 4)]
    [InlineData("div_by_zero", "(i32.div_u (i32.const 5) (i32.const 0))", 4)]
    [InlineData("no_trap", "(i32.const 0)", 0)]
    [InlineData("out_of_bounds", "(i32.load (i32.const 0x10000))", 4)]
    [InlineData("overflow", "(i32.div_s (i32.const 0x80000000) (i32.const -1))", 4)]
    [InlineData("conversion", "(i32.trunc_f32_s (f32.const nan))", 4)]
    public void Code_WithAnEndOfItsOwn_ExitsAsTheNetworkSays(string name, string body, uint exit)
    {
        ApplyResult result = Run($"""(module {Memory} (func (export "invoke") (param i32) (result i32) {body}))""", gasLimit: 10_000_000);

        Assert.True(result.Receipt.ExitCode.Value == exit, $"{name}: {result.FailureReason}");
        Assert.Equal(exit == 7, result.Receipt.GasUsed == 10_000_000);
    }

    [Fact]
    public void Code_ThatRecursesWithoutEnd_ExitsWith4()
    {
        ApplyResult result = Run($$"""
            (module {{Memory}}
              (func $f (param i32) (result i32) (i32.add (call $f (local.get 0)) (i32.const 1)))
              (func (export "invoke") (param i32) (result i32) (call $f (i32.const 0))))
            """);

        Assert.Equal(ExitCode.IllegalInstruction, result.Receipt.ExitCode);
    }

    [Fact]
    public void Code_WithAnEmptyMemory_Runs() =>
        Assert.Equal(ExitCode.Ok, Run("""(module (memory (export "memory") 0) (func (export "invoke") (param i32) (result i32) (i32.const 0)))""").Receipt.ExitCode);

    [Theory]
    [InlineData("no memory", """(module (func (export "invoke") (param i32) (result i32) (i32.const 0)))""")]
    [InlineData("memory not exported", """(module (memory 1) (func (export "invoke") (param i32) (result i32) (i32.const 0)))""")]
    [InlineData("a function called memory", """(module (func (export "memory")) (func (export "invoke") (param i32) (result i32) (i32.const 0)))""")]
    [InlineData("unknown import", """(module (import "vm" "fly" (func (result i32))) (memory (export "memory") 1) (func (export "invoke") (param i32) (result i32) (i32.const 0)))""")]
    [InlineData("import of another type", """(module (import "self" "set_root" (func (param i64) (result i32))) (memory (export "memory") 1) (func (export "invoke") (param i32) (result i32) (i32.const 0)))""")]
    [InlineData("proofs are not built", """(module (import "crypto" "verify_post" (func (param i32 i32 i32) (result i32))) (memory (export "memory") 1) (func (export "invoke") (param i32) (result i32) (i32.const 0)))""")]
    [InlineData("invoke of another type", """(module (memory (export "memory") 1) (func (export "invoke") (result i32) (i32.const 0)))""")]
    [InlineData("simd", """(module (memory (export "memory") 1) (func (export "invoke") (param i32) (result i32) (drop (v128.const i64x2 0 0)) (i32.const 0)))""")]
    [InlineData("several results", """(module (memory (export "memory") 1) (func $two (result i32 i32) (i32.const 0) (i32.const 0)) (func (export "invoke") (param i32) (result i32) (call $two) (drop)))""")]
    public void Code_ThatTheNetworkCannotRun_ExitsWith10AndAllTheGas(string name, string wat)
    {
        ApplyResult result = Run(wat);

        Assert.True(result.Receipt.ExitCode == ExitCode.AssertionFailed, $"{name}: {result.Receipt.ExitCode}");
        Assert.Equal((ulong)TestMachine.GasLimit, result.Receipt.GasUsed);
        Assert.Contains("code", result.FailureReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_ThatIsNoWasm_ExitsWith10AndTheExecutorGoesOn()
    {
        Assert.Equal(ExitCode.AssertionFailed, _machine.Send(_machine.Add(new byte[] { 1, 2, 3 })).Receipt.ExitCode);
        Assert.Equal(ExitCode.AssertionFailed, _machine.Send(_machine.Add([])).Receipt.ExitCode);

        Assert.Equal(ExitCode.Ok, _machine.Send(TestMachine.SenderAddress, method: 0).Receipt.ExitCode);
    }

    [Fact]
    public void Code_ThatIsMissing_ExitsWith10()
    {
        ulong id = _machine.Add("(module)");
        _machine.State.SetActor(id, _machine.State.GetActor(id)! with { Code = Filecoin.Cids.Cid.Blake2b256(0x55, "gone"u8) });

        Assert.Equal(ExitCode.AssertionFailed, _machine.Send(id).Receipt.ExitCode);
    }

    [Fact]
    public void Code_WithoutInvoke_ExitsWith5() =>
        Assert.Equal(ExitCode.InvalidReceiver, Run($"(module {Memory})").Receipt.ExitCode);

    [Fact]
    public void Code_WhoseStartTraps_ExitsWith4() => Assert.Equal(ExitCode.IllegalInstruction, Run(
        $"""(module {Memory} (func $s unreachable) (start $s) (func (export "invoke") (param i32) (result i32) (i32.const 0)))""").Receipt.ExitCode);

    [Fact]
    public void Code_WhoseStartLoops_RunsOutOfGas() => Assert.Equal(ExitCode.OutOfGas, Run(
        $"""(module {Memory} (func $s (loop (br 0))) (start $s) (func (export "invoke") (param i32) (result i32) (i32.const 0)))""", 10_000_000).Receipt.ExitCode);

    [Fact]
    public void Code_WhoseStartCallsTheHost_HasNoMemoryThere()
    {
        // The start function traps unless the call for the balance fails with 1, for lack of room for its result.
        ApplyResult result = Run($"""
            (module (import "self" "current_balance" (func $b (param i32) (result i32))) {Memory}
              (func $s (if (i32.ne (call $b (i32.const 0)) (i32.const 1)) (then unreachable))) (start $s)
              (func (export "invoke") (param i32) (result i32) (i32.const 0)))
            """);

        Assert.Equal(ExitCode.Ok, result.Receipt.ExitCode);
    }

    [Fact]
    public void Code_WithADataSegmentOutsideMemory_ExitsWith4() => Assert.Equal(ExitCode.IllegalInstruction, Run(
        $"""(module {Memory} (data (i32.const 65535) "ab") (func (export "invoke") (param i32) (result i32) (i32.const 0)))""").Receipt.ExitCode);

    [Fact]
    public void InitialMemory_AboveTheLimit_ExitsWith4()
    {
        const string Wat = """(module (memory (export "memory") 17) (func (export "invoke") (param i32) (result i32) (i32.const 0)))""";
        TestMachine small = new() { Limits = ExecutionLimits.Default with { MaxInstanceMemoryBytes = 16 * 65536 } };

        Assert.Equal(ExitCode.IllegalInstruction, small.Send(small.Add(Wat)).Receipt.ExitCode);
        Assert.Equal(ExitCode.Ok, Run(Wat).Receipt.ExitCode);
    }

    [Fact]
    public void MemoryGrow_BeyondTheCallStacksLimit_Fails()
    {
        TestMachine small = new() { Limits = ExecutionLimits.Default with { MaxTotalMemoryBytes = 3 * 65536 } };
        ulong actor = small.Add($$"""
            (module {{Memory}} (func (export "invoke") (param i32) (result i32)
              (if (i32.ne (memory.grow (i32.const 2)) (i32.const 1)) (then unreachable))
              (if (i32.ne (memory.grow (i32.const 1)) (i32.const -1)) (then unreachable))
              (i32.const 0)))
            """);

        Assert.Equal(ExitCode.Ok, small.Send(actor).Receipt.ExitCode);
        Assert.Equal(ExitCode.Ok, small.Send(actor).Receipt.ExitCode);
    }

    [Fact]
    public void ReturnedBlock_ThatDoesNotExist_ExitsWith11()
    {
        ApplyResult result = Run($"""(module {Memory} (func (export "invoke") (param i32) (result i32) (i32.const 9)))""");

        Assert.Equal(ExitCode.MissingReturn, result.Receipt.ExitCode);
        Assert.Contains("returned block 9 does not exist", result.FailureReason, StringComparison.Ordinal);
    }

    [Fact]
    public void ReturnedParameters_AreTheReturnData()
    {
        ApplyResult result = _machine.Send(
            _machine.Add($"""(module {Memory} (func (export "invoke") (param i32) (result i32) (local.get 0)))"""), parameters: [0x43, 1, 2, 3]);

        Assert.Equal([0x43, 1, 2, 3], result.Receipt.ReturnData.ToArray());
        Assert.Equal(0x51UL, result.ReturnCodec);
    }

    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(1u, 9u)]
    [InlineData(15u, 9u)]
    [InlineData(16u, 16u)]
    [InlineData(33u, 33u)]
    [InlineData(uint.MaxValue, uint.MaxValue)]
    public void Exit_WithACode_IsTheExitCodeUnlessReserved(uint code, uint exit)
    {
        ActorScript script = new ActorScript().Data(0, "why"u8).Exit(code, 0, 0, 3);

        ApplyResult result = _machine.Send(_machine.Add(script));

        Assert.Equal(exit, result.Receipt.ExitCode.Value);
        Assert.Equal(exit is not (0 or 9), result.FailureReason?.Contains("why", StringComparison.Ordinal) ?? false);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(40u)]
    public void Exit_WithData_ReturnsItWhateverTheCode(uint code)
    {
        ActorScript script = new ActorScript().Data(0, "data"u8).Call("ipld.block_create", 100, 0x55, 0, 4).Exit(code, ActorScript.Load(100));

        ApplyResult result = _machine.Send(_machine.Add(script));

        Assert.Equal(code, result.Receipt.ExitCode.Value);
        Assert.Equal("data"u8.ToArray(), result.Receipt.ReturnData.ToArray());
        Assert.Equal(0x55UL, result.ReturnCodec);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(9u)]
    [InlineData(40u)]
    public void Exit_WithABlockItDoesNotHave_ExitsWith10(uint code) =>
        Assert.Equal(ExitCode.AssertionFailed, _machine.Send(_machine.Add(new ActorScript().Exit(code, 7))).Receipt.ExitCode);

    [Fact]
    public void Exit_WithAMessageOutsideMemory_StillExits() =>
        Assert.Equal(20u, _machine.Send(_machine.Add(new ActorScript().Exit(20, 0, 0xfff0, 1000))).Receipt.ExitCode.Value);

    [Fact]
    public void FailedMessage_OfAnyKind_TakesOnlyFees()
    {
        TokenAmount before = _machine.BalanceOf(TestMachine.SenderId);
        ulong actor = _machine.Add($"""(module {Memory} (func (export "invoke") (param i32) (result i32) (unreachable)))""");

        ApplyResult result = _machine.Send(actor, value: 1000, gasLimit: 10_000_000);

        Assert.Equal(ExitCode.IllegalInstruction, result.Receipt.ExitCode);
        Assert.Equal(TokenAmount.Zero, _machine.BalanceOf(actor));
        Assert.Equal(before - result.Gas.BaseFeeBurn - result.Gas.OverEstimationBurn, _machine.BalanceOf(TestMachine.SenderId));
        Assert.Equal(1UL, _machine.State.GetActor(TestMachine.SenderId)!.Nonce);
    }

    private ApplyResult Run(string wat, long gasLimit = TestMachine.GasLimit) => _machine.Send(_machine.Add(wat), gasLimit: gasLimit);
}
