using System.Text.Json;
using FvmCompute.Vm.Calls;
using FvmCompute.Vm.Gas;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.Tests.Actors;
using FvmCompute.Vm.Trace;

namespace FvmCompute.Vm.Tests.Trace;

public sealed class TraceTests
{
    private const int Out = 0x800;

    private readonly TestMachine _machine = new();

    [Fact]
    public void Text_OfANestedFailingCall_TellsEveryStepInOrder()
    {
        ulong callee = _machine.Add(new ActorScript().Data(0, "because"u8).Call("actor.balance_of", 100, 4444).Exit(33, 0, 0, 7));
        ApplyResult result = _machine.Send(_machine.Add(new ActorScript().SendTo(callee, Out)));

        string[] lines = [.. TraceText.Write(result.Trace!).Split('\n').Where(line => !line.Contains("wasm_exec", StringComparison.Ordinal))];

        Assert.Equal("gas OnChainMessage", lines[0][..18]);
        Assert.StartsWith("  call to=f01001 from=100 method=2 value=0 limit=", lines[1], StringComparison.Ordinal);
        Assert.Equal("  gas OnMethodInvocation 75000000", lines[2]);
        Assert.StartsWith("  invoke actor=1001 from=100 method=2 value=0 params_block=0 code=bafk", lines[3], StringComparison.Ordinal);
        Assert.Equal("  gas wasm_memory_init 26214400", lines[4]);
        Assert.Equal(["  syscall send.send", "  gas OnSyscall 14000000"], lines[5..7]);
        Assert.StartsWith("    call to=f01000 from=1001 method=2", lines[7], StringComparison.Ordinal);
        Assert.Equal(["    gas OnActorLookup 500000000", "    gas OnMethodInvocation 75000000"], lines[8..10]);
        Assert.Equal(["    syscall actor.balance_of", "    gas OnSyscall 14000000", "    gas OnActorLookup 500000000"], lines[12..15]);
        Assert.Matches("^      -> 6  avail_milligas [0-9]+  NotFound: there is no actor f04444$", lines[15]);
        Assert.Equal(["    syscall vm.exit", "    gas OnSyscall 14000000", "    exit 33"], lines[16..19]);
        Assert.Matches("^    -> 0  avail_milligas [0-9]+$", lines[19]);
        Assert.Equal("  exit 0 (Ok) block 0x55 4", lines[^2]);
    }

    [Fact]
    public void Json_OfAnyTrace_HoldsTheSameTree()
    {
        ulong callee = _machine.Add(new ActorScript().Call("event.emit_event", 0, 0, 0, 0, 0, 0));
        ApplyResult result = _machine.Send(_machine.Add(new ActorScript().Call("self.root", 100, 200, 64).Call("ipld.block_open", 300, 200).SendTo(callee, Out)), parameters: [0x41, 1]);

        using JsonDocument json = JsonDocument.Parse(TraceJson.Write(result.Trace!), new JsonDocumentOptions { MaxDepth = 100 });

        JsonElement call = json.RootElement.GetProperty("steps").EnumerateArray().Single(step => Kind(step) == "call");
        Assert.Equal(("f01001", 100UL, "4101"), (call.GetProperty("to").GetString(), call.GetProperty("from").GetUInt64(), call.GetProperty("parameters").GetProperty("data").GetString()));
        Assert.Equal(0u, call.GetProperty("exitCode").GetUInt32());
        JsonElement send = call.GetProperty("steps").EnumerateArray().Single(step => Kind(step) == "syscall" && step.GetProperty("name").GetString() == "send.send");
        JsonElement inner = send.GetProperty("steps").EnumerateArray().Single(step => Kind(step) == "call");
        Assert.Single(Flatten(inner), step => Kind(step) == "event" && step.GetProperty("emitter").GetUInt64() == callee);
        Assert.Single(Flatten(call), step => Kind(step) == "block" && step.GetProperty("operation").GetString() == "get");
        Assert.Equal(
            result.Trace!.Charges.Select(charge => (charge.Name, charge.Total.Milligas)),
            json.RootElement.GetProperty("steps").EnumerateArray().SelectMany(Flatten).Where(step => Kind(step) == "gas")
                .Select(step => (step.GetProperty("name").GetString()!, step.GetProperty("milligas").GetUInt64())));
    }

    [Fact]
    public void Trace_OfAMessageThatRunsDry_IsCompleteUpToThere()
    {
        ulong loop = _machine.Add("""(module (memory (export "memory") 1) (func (export "invoke") (param i32) (result i32) (loop (br 0)) (i32.const 0)))""");
        ApplyResult result = _machine.Send(_machine.Add(new ActorScript().SendTo(loop, Out)), gasLimit: 20_000_000);

        string[] lines = TraceText.Write(result.Trace!).Split('\n');

        Assert.Equal(["    aborted", "  aborted", ""], lines[^3..]);
        Assert.Equal(2, result.Trace!.All.OfType<CallStep>().Count());
    }

    [Fact]
    public void Trace_OfCallsAsDeepAsAllowed_IsWrittenOnAnOrdinaryThread()
    {
        const int OrdinaryStackBytes = 1 << 20;
        ulong id = _machine.Add(new ActorScript().SendTo(1000, Out), id: 1000);
        ApplyResult result = _machine.Send(id);
        int calls = 0;
        Thread thread = new(() =>
        {
            calls = TraceText.Write(result.Trace!).Split('\n').Count(line => line.Contains(" call to=", StringComparison.Ordinal));
            Assert.True(TraceJson.Write(result.Trace!).Length > 1024 * 100);
        }, OrdinaryStackBytes);
        thread.Start();
        thread.Join();

        Assert.Equal(1025, calls); // the last one was refused
    }

    [Fact]
    public void Tracing_Off_ChangesNoResult()
    {
        ActorScript script = new ActorScript().Call("self.root", 100, 200, 64).Call("ipld.block_open", 300, 200);
        TestMachine silent = new() { Tracing = false };

        ApplyResult traced = _machine.Send(_machine.Add(script));
        ApplyResult untraced = silent.Send(silent.Add(script));

        Assert.Null(untraced.Trace);
        Assert.Equal(traced.Receipt.ToBytes(), untraced.Receipt.ToBytes());
        Assert.Equal(_machine.Flush(), silent.Flush());
    }

    [Fact]
    public void Recorder_WhenFull_KeepsTheFirstStepsAndCountsTheRest()
    {
        TraceRecorder recorder = new(maxSteps: 3);
        for (int i = 0; i < 10; i++) { recorder.OnCharge(new GasCharge($"charge{i}", GasAmount.FromGas(1))); }

        ExecutionTrace trace = recorder.Finish();

        Assert.Equal(["charge0", "charge1", "charge2"], trace.Charges.Select(charge => charge.Name));
        Assert.Equal(7, trace.DroppedSteps);
        Assert.EndsWith("... 7 more steps were not recorded\n", TraceText.Write(trace), StringComparison.Ordinal);
    }

    [Fact]
    public void GasByName_OfATrace_AddsUpAndSorts()
    {
        TraceRecorder recorder = new();
        recorder.OnCharge(new GasCharge("a", GasAmount.FromGas(1)));
        recorder.OnCharge(new GasCharge("b", GasAmount.FromGas(2), GasAmount.FromGas(3)));
        recorder.OnCharge(new GasCharge("a", GasAmount.FromGas(1)));

        Assert.Equal([("b", 1, GasAmount.FromGas(5)), ("a", 2, GasAmount.FromGas(2))], recorder.Finish().GasByName());
    }

    [Fact]
    public void Backtrace_OfAFailedCallChain_NamesTheActorsFromTheInnermost()
    {
        ulong inner = _machine.Add(new ActorScript().Data(0, "why"u8).Call("actor.balance_of", 100, 4444).Exit(20, 0, 0, 3));
        ulong outer = _machine.Add(new ActorScript().SendTo(inner, Out).Exit(21));

        ApplyResult result = _machine.Send(outer);

        Assert.Equal([(inner, 20u), (outer, 21u)], result.Backtrace.Select(frame => (frame.Actor, frame.ExitCode.Value)));
        Assert.Equal(
            $"f0{inner} method 2: why, exit 20 (UserIllegalState), after actor.balance_of: NotFound: there is no actor f04444"
            + $" <- f0{outer} method 2: actor exited, exit 21 (UserSerialization)",
            result.FailureReason);
    }

    [Fact]
    public void Backtrace_OfAFailureThatWasHandled_IsNotReported()
    {
        ulong inner = _machine.Add(new ActorScript().Exit(20));

        ApplyResult result = _machine.Send(_machine.Add(new ActorScript().SendTo(inner, Out)));

        Assert.Empty(result.Backtrace);
        Assert.Null(result.FailureReason);
    }

    [Fact]
    public void Backtrace_OfManyFailures_StaysAsShortAsTheLastChain()
    {
        Backtrace backtrace = new();
        for (int i = 0; i < 1000; i++) { backtrace.Add(5, new FailureFrame((ulong)i, 2, new ExitCode(20), "x", null)); }

        backtrace.Add(4, new FailureFrame(7, 2, new ExitCode(20), "y", null));

        Assert.Equal([999UL, 7UL], backtrace.Frames.Select(frame => frame.Actor));
    }

    private static string Kind(JsonElement step) => step.GetProperty("kind").GetString()!;

    private static IEnumerable<JsonElement> Flatten(JsonElement step) =>
        step.TryGetProperty("steps", out JsonElement inner) ? inner.EnumerateArray().SelectMany(Flatten).Prepend(step) : [step];
}
