using FvmCompute.Vm.Wasm;

namespace FvmCompute.Vm.Tests.Wasm.Metering;

/// <summary>Instructions priced by a count: known before (part of the block) or not (paid at the instruction).</summary>
public class LinearChargeTests
{
    private const long Entry = 52_000;
    private const long Page = 26_214_400;

    public static TheoryData<string, long[], long> Runs() => new()
    {
        { "i32.const 0 i32.const 0 i32.const 10 memory.copy", [], 16_000 + 4_000 },
        { "i32.const 0 i32.const 7 i32.const 10 memory.fill", [], 16_000 + 4_000 },
        { "i32.const 0 i32.const 0 local.get 0 memory.copy", [10], 16_000 + 4_000 },
        { "i32.const 0 i32.const 0 i32.const 10 nop memory.copy", [], 16_000 + 4_000 },
        { "i32.const 0 i32.const 0 local.get 0 memory.fill", [0], 16_000 },
        { "i32.const 0 i32.const 0 i32.const 3 memory.init 0", [], 16_000 + 1_200 },
        { "data.drop 0", [], 4_000 },
        { "i32.const 1 memory.grow drop", [], 8_000 + Page },
        { "local.get 0 memory.grow drop", [2], 8_000 + (2 * Page) },
        { "i32.const 60000 memory.grow drop", [], 8_000 + (60_000 * Page) },
        { "i32.const 0 i32.const 0 i32.const 2 table.copy", [], 16_000 + 6_400 },
        { "i32.const 0 i32.const 0 local.get 0 table.init 0", [1], 16_000 + 3_200 },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void Invoke_CountedInstruction_PaysPerUnit(string body, long[] args, long expected)
    {
        WasmInstance instance = Instance(body, args.Length);
        Assert.True(instance.Invoke("f", args, []).IsReturn);
        Assert.Equal(Entry + (4_000 * args.Length) + expected, Wat.PlentyOfGas - instance.GasCounter);
    }

    [Fact]
    public void MemoryFill_CountIsNegative_IsPaidAsUnsigned()
    {
        WasmInstance instance = Instance("i32.const 0 i32.const 0 local.get 0 memory.fill", 1);
        Assert.Equal(TrapKind.MemoryOutOfBounds, instance.Invoke("f", [-1], []).Trap);
        Assert.Equal(Entry + 4_000 + 16_000 + (400L * uint.MaxValue), Wat.PlentyOfGas - instance.GasCounter);
    }

    [Fact]
    public void MemoryFill_NotEnoughGasForTheCount_TouchesNothing()
    {
        WasmInstance instance = Instance("i32.const 0 i32.const 7 local.get 0 memory.fill", 1);
        instance.GasCounter = Entry + 4_000 + 16_000 + 400;
        Assert.Equal(TrapKind.OutOfGas, instance.Invoke("f", [2], []).Trap);
        Assert.Equal(-400, instance.GasCounter);
        Assert.True(instance.Memory!.TrySlice(0, 2, out Span<byte> bytes));
        Assert.Equal(new byte[2], bytes.ToArray());
    }

    [Theory]
    [InlineData("i32.const 0 i32.const 0 i32.const -1 memory.copy")]
    [InlineData("i32.const -1 memory.grow drop")]
    [InlineData("return i32.const -1 memory.grow drop")]
    public void Load_CountIsANegativeConstant_IsRejected(string body)
    {
        byte[] bytes = Wat.Assemble(Module(body, 0));
        Assert.False(WasmModule.TryLoad(bytes, ModuleOptions.Fvm, out _, out WasmModuleException? error));
        Assert.Equal(WasmModuleError.Rejected, error.Error);
        Assert.True(WasmModule.TryLoad(bytes, ModuleOptions.Unmetered, out _, out _));
    }

    private static WasmInstance Instance(string body, int parameters) => Wat.Instance(Module(body, parameters), ModuleOptions.Fvm);

    private static string Module(string body, int parameters) => $"""
        (module (memory 1) (table 4 funcref) (elem func $g) (data "abc") (func $g)
          (func (export "f") {string.Concat(Enumerable.Repeat("(param i32)", parameters))} {body}))
        """;
}
