using FvmCompute.Vm.Wasm;
using FvmCompute.Vm.Wasm.Metering;

namespace FvmCompute.Vm.Tests.Wasm.Metering;

/// <summary>What runs cost, counted by hand from the rules of fvm-wasm-instrument 0.4.0. Entering an export costs 52,000 + 4,000 per parameter.</summary>
public class BlockChargeTests
{
    private const long Entry = 52_000;

    public static TheoryData<string, string, long[], long> Runs() => new()
    {
        { "three priced instructions", "(func (export \"f\") (result i32) i32.const 1 i32.const 2 i32.add)", [], 12_000 },
        { "nop, drop, block, loop and end are free", "(func (export \"f\") nop (block (loop nop)) i32.const 1 drop)", [], 4_000 },
        { "return is free", "(func (export \"f\") return)", [], 0 },
        { "a parameter is one local.get of the thunk", "(func (export \"f\") (param i32 i64))", [1, 2], 8_000 },
        { "a call to the module carries the stack limiter", "(func $g) (func (export \"f\") call $g)", [], 52_000 },
        { "the callee's body is its own block", "(func $g i32.const 1 drop) (func (export \"f\") call $g call $g)", [], 2 * (52_000 + 4_000) },
        { "br_if taken leaves the rest of its block unpaid", "(func (export \"f\") (param i32) (block local.get 0 br_if 0 i32.const 1 drop))", [1], 4_000 + 8_000 },
        { "br_if not taken", "(func (export \"f\") (param i32) (block local.get 0 br_if 0 i32.const 1 drop))", [0], 4_000 + 12_000 },
        { "the then side", "(func (export \"f\") (param i32) local.get 0 if i32.const 1 drop else i32.const 1 drop i32.const 1 drop end)", [1], 4_000 + 8_000 + 4_000 },
        { "the else side", "(func (export \"f\") (param i32) local.get 0 if i32.const 1 drop else i32.const 1 drop i32.const 1 drop end)", [0], 4_000 + 8_000 + 8_000 },
        { "code after if belongs to the block before it", "(func (export \"f\") (param i32) local.get 0 if nop end i32.const 1 drop)", [0], 4_000 + 12_000 },
        {
            "a loop pays per turn",
            "(func (export \"f\") (param i32) loop local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0 end)",
            [5], 4_000 + (5 * 20_000)
        },
        { "a loop's body is not paid with what comes before it", "(func (export \"f\") i32.const 1 drop loop i32.const 1 drop end)", [], 8_000 },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void Invoke_Metered_CostsWhatTheRulesSay(string rule, string function, long[] args, long expected)
    {
        WasmInstance instance = Wat.Instance($"(module {function})", ModuleOptions.Fvm);
        var results = new long[instance.Module.ExportedFunction("f")!.Results.Length];
        InvokeOutcome outcome = instance.Invoke("f", args, results);
        Assert.True(outcome.IsReturn, outcome.ToString());
        Assert.True(Entry + expected == Wat.PlentyOfGas - instance.GasCounter, $"{rule}: {Wat.PlentyOfGas - instance.GasCounter}, not {Entry + expected}");
    }

    /// <summary>
    /// 0.4.0 does not see the default label of br_table: code after the inner block is paid with the block before it, even when the default jumps over it.
    /// </summary>
    [Theory]
    [InlineData(false, 4_000 + 16_000)]
    [InlineData(true, 4_000 + 12_000)]
    public void BranchTable_DefaultLabelLeavesOuterBlock_IsATargetOnlyInTheOlderRules(bool defaultIsTarget, long expected)
    {
        const string Text = """
            (module (func (export "f") (param i32)
              (block $a (block $b local.get 0 br_table $b $a) i32.const 1 drop) i32.const 2 drop))
            """;
        ModuleOptions options = ModuleOptions.Fvm with { Metering = MeteringPrices.Fvm with { BrTableDefaultIsTarget = defaultIsTarget } };
        WasmInstance instance = Wat.Instance(Text, options);
        Assert.True(instance.Invoke("f", [7], []).IsReturn);
        Assert.Equal(Entry + expected, Wat.PlentyOfGas - instance.GasCounter);
    }

    [Fact]
    public void BranchTable_ListedLabelLeavesOuterBlock_SplitsTheBlock()
    {
        const string Text = """
            (module (func (export "f") (param i32)
              (block $a (block $b local.get 0 br_table $a $b) i32.const 1 drop) i32.const 2 drop))
            """;
        WasmInstance instance = Wat.Instance(Text, ModuleOptions.Fvm);
        Assert.True(instance.Invoke("f", [0], []).IsReturn);
        Assert.Equal(Entry + 4_000 + 8_000 + 4_000, Wat.PlentyOfGas - instance.GasCounter);
    }

    [Fact]
    public void CallIndirect_ToFunctionInTable_PaysForItsThunk()
    {
        const string Text = """
            (module (type $t (func (param i32))) (table 1 funcref) (elem (i32.const 0) $g) (func $g (type $t))
              (func (export "f") i32.const 5 i32.const 0 call_indirect (type $t)))
            """;
        WasmInstance instance = Wat.Instance(Text, ModuleOptions.Fvm);
        Assert.True(instance.Invoke("f", [], []).IsReturn);
        Assert.Equal(Entry + 12_000 + 52_000 + 4_000, Wat.PlentyOfGas - instance.GasCounter);
    }

    [Fact]
    public void Trap_InTheMiddleOfABlock_HasPaidTheWholeBlock()
    {
        WasmInstance instance = Wat.Instance("(module (func (export \"f\") i32.const 1 i32.const 0 i32.div_u drop i32.const 1 drop))", ModuleOptions.Fvm);
        Assert.Equal(TrapKind.IntegerDivideByZero, instance.Invoke("f", [], []).Trap);
        Assert.Equal(Entry + 16_000, Wat.PlentyOfGas - instance.GasCounter);
    }

    [Theory]
    [InlineData(Entry + 8_000, true, 0)]
    [InlineData(Entry + 7_999, false, -1)]
    [InlineData(Entry, false, -8_000)]
    [InlineData(Entry - 1, false, -1)]
    public void Invoke_GasRunsOut_CounterShowsWhatWasMissing(long gas, bool returns, long left)
    {
        WasmInstance instance = Wat.Instance("(module (func (export \"f\") i32.const 1 drop i32.const 1 drop))", ModuleOptions.Fvm);
        instance.GasCounter = gas;
        InvokeOutcome outcome = instance.Invoke("f", [], []);
        Assert.Equal(returns, outcome.IsReturn);
        if (!returns) { Assert.Equal(TrapKind.OutOfGas, outcome.Trap); }
        Assert.Equal(left, instance.GasCounter);
    }

    [Fact]
    public void HostFunction_ReadsAndWritesTheCounter_CodeGoesOnWithItsValue()
    {
        long seen = 0;
        var imports = new OneImport(WasmFunction.FromHost(new FunctionType([], []), (caller, _) =>
        {
            seen = caller.GasCounter;
            caller.GasCounter = 10_000;
            return 0;
        }));
        WasmInstance instance = Wat.Instance(
            "(module (import \"m\" \"h\" (func $h)) (func (export \"f\") i32.const 1 drop call $h (block i32.const 1 br_if 0) i32.const 1 drop))",
            ModuleOptions.Fvm,
            imports);
        Assert.True(instance.Invoke("f", [], []).IsReturn);
        Assert.Equal(Wat.PlentyOfGas - Entry - 20_000, seen);
        Assert.Equal(10_000, instance.GasCounter);
    }

    private sealed class OneImport(WasmExtern value) : IImports
    {
        public WasmExtern? Resolve(WasmImport import) => value;
    }
}
