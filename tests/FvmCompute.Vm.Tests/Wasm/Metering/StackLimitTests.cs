using FvmCompute.Vm.Wasm;
using FvmCompute.Vm.Wasm.Metering;

namespace FvmCompute.Vm.Tests.Wasm.Metering;

/// <summary>Stack units: c(f) = groups of locals + largest operand height, which starts at 2.</summary>
public class StackLimitTests
{
    public static TheoryData<string, uint> Costs() => new()
    {
        { "", 2 },
        { "i32.const 1 drop", 3 },
        { "i32.const 1 i32.const 2 i32.const 3 drop drop drop", 5 },
        { "(local i32 i32 i32)", 3 },
        { "(local i32 i64 i32)", 5 },
        { "(local i32) i32.const 1 drop", 4 },
        { "(param i32 i64)", 2 },
        { "unreachable i32.const 1 i32.const 2 drop drop", 2 },
        { "i32.const 1 br 0", 3 },
        { "block (result i32) i32.const 1 end drop", 3 },
        { "unreachable block i32.const 1 i32.const 2 drop drop end", 4 },
        { "i32.const 1 if i32.const 1 drop else i32.const 1 i32.const 2 drop drop end", 4 },
    };

    [Theory]
    [MemberData(nameof(Costs))]
    public void StackCost_OfFunction_IsGroupsPlusHeight(string body, uint expected)
    {
        WasmModule module = WasmModule.Load(Wat.Assemble($"(module (func {body}))"), ModuleOptions.Fvm);
        Assert.Equal(expected, module.Facts.StackCosts[0]);
    }

    /// <summary>The function costs 4 units (2 and two operands): 512 frames are exactly the limit.</summary>
    [Theory]
    [InlineData(511, true)]
    [InlineData(512, false)]
    public void Recursion_AtTheLimit_LastFrameFits(long depth, bool returns)
    {
        const string Text = """
            (module (func $f (export "f") (param i32)
              local.get 0 i32.eqz if return end local.get 0 i32.const 1 i32.sub call $f))
            """;
        WasmInstance instance = Wat.Instance(Text, ModuleOptions.Fvm);
        InvokeOutcome outcome = instance.Invoke("f", [depth], []);
        Assert.Equal(returns, outcome.IsReturn);
        if (!returns) { Assert.Equal(TrapKind.StackLimit, outcome.Trap); }
    }

    /// <summary>Through the table the same units count: the thunk adds the callee's cost.</summary>
    [Theory]
    [InlineData(511, true)]
    [InlineData(512, false)]
    public void RecursionThroughTable_AtTheLimit_LastFrameFits(long depth, bool returns)
    {
        const string Text = """
            (module (type $t (func (param i32))) (table 1 funcref) (elem (i32.const 0) $f)
              (func $f (export "f") (param i32)
                local.get 0 i32.eqz if return end local.get 0 i32.const 1 i32.sub i32.const 0 call_indirect (type $t)))
            """;
        Assert.Equal(returns, Wat.Instance(Text, ModuleOptions.Fvm).Invoke("f", [depth], []).IsReturn);
    }

    /// <summary>A host function that calls back in finds the units of the frames below it in use.</summary>
    [Fact]
    public void Reentry_FromHost_KeepsTheUnitsInUse()
    {
        var imports = new Reentering();
        WasmInstance instance = Wat.Instance(
            "(module (import \"m\" \"h\" (func $h)) (func (export \"f\") call $h))",
            ModuleOptions.Fvm with { Metering = MeteringPrices.Fvm with { MaxStackUnits = 100 } },
            imports);
        Assert.True(instance.Invoke("f", [], []).IsReturn);
        Assert.Equal(50, imports.Depth);
        imports.Depth = 0;
        Assert.True(instance.Invoke("f", [], []).IsReturn);
        Assert.Equal(50, imports.Depth);
    }

    private sealed class Reentering : IImports
    {
        public int Depth { get; set; }

        public WasmExtern? Resolve(WasmImport import) => WasmFunction.FromHost(new FunctionType([], []), (caller, _) =>
        {
            Depth++;
            caller.Invoke("f", [], []);
            return 0;
        });
    }
}
