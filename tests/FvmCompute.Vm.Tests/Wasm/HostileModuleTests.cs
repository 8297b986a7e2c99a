using System.Text;
using FvmCompute.Vm.Wasm;

namespace FvmCompute.Vm.Tests.Wasm;

/// <summary>Modules made to break an engine: they are refused, trap, or run; the process lives, within bounded time and memory.</summary>
public class HostileModuleTests
{
    private static readonly byte[] Seed = Wat.Assemble("""
        (module (type $t (func (param i32) (result i32))) (memory 1 2) (table 2 funcref) (global $g (mut i32) (i32.const 5))
          (elem (i32.const 0) $f $f) (data (i32.const 8) "hello") (export "f" (func $f))
          (func $f (type $t) (local i64 f32)
            local.get 0 if (result i32) local.get 0 i32.load offset=4 else block (result i32) i32.const 3 local.get 0 br_table 0 0 end end
            global.get $g i32.add local.set 0
            loop local.get 0 i32.const 1 i32.sub local.tee 0 i32.const 100 i32.gt_s br_if 0 end
            i32.const 1 i32.const 0 call_indirect (type $t)))
        """);

    [Fact]
    public void Load_OneByteChanged_IsRefusedOrRuns()
    {
        int accepted = 0;
        foreach ((byte[] bytes, int seed) in Mutants())
        {
            if (!WasmModule.TryLoad(bytes, ModuleOptions.Fvm, out WasmModule? module, out WasmModuleException? error))
            {
                Assert.InRange(error.Offset, 0, bytes.Length);
                continue;
            }

            accepted++;
            RunOnce(module, seed);
        }

        Assert.InRange(accepted, 50, 20_000);
    }

    [Fact]
    public void Load_Truncated_IsRefused()
    {
        for (int length = 0; length < Seed.Length; length++)
        {
            // What is cut between sections can be a smaller valid module; anything else is malformed.
            if (WasmModule.TryLoad(Seed.AsMemory(0, length), ModuleOptions.Fvm, out _, out WasmModuleException? error)) { continue; }
            Assert.InRange(error.Offset, 0, length);
        }
    }

    public static TheoryData<string, string> Monsters() => new()
    {
        { "constants piled up, then added", Pile(20_000) },
        { "blocks in blocks", Repeat("block ", 5_000) + Repeat("end ", 5_000) + "i32.const 1" },
        { "ifs in ifs", Repeat("local.get 0 if ", 5_000) + Repeat("end ", 5_000) + "i32.const 1" },
        { "loops in loops", Repeat("loop ", 5_000) + Repeat("end ", 5_000) + "i32.const 1" },
        { "one long expression", "local.get 0 " + Repeat("i32.const 3 i32.mul local.get 0 i32.xor ", 20_000) },
        { "loads of loads", "i32.const 0 " + Repeat("i32.load ", 20_000) },
        { "a wide br_table", "block block local.get 0 br_table " + Repeat("0 1 ", 20_000) + "0 end end i32.const 1" },
    };

    [Theory]
    [MemberData(nameof(Monsters))]
    public void Invoke_MonstrousFunction_Ends(string what, string body)
    {
        WasmInstance instance = Wat.Instance($"(module (memory 1) (func (export \"f\") (param i32) (result i32) {body}))", ModuleOptions.Fvm);
        InvokeOutcome outcome = WasmThread.Run(() => instance.Invoke("f", [1], new long[1]), 64 << 20);
        Assert.True(outcome.IsReturn || outcome.Trap == TrapKind.StackLimit, $"{what}: {outcome}");
    }

    /// <summary>2048 units allow 680 frames; at 50,000 locals each they would take 270 MB of native stack.</summary>
    [Fact]
    public void Recursion_HugeFrames_TrapsBeforeTheThreadsStackEnds()
    {
        string body = $"(local {Repeat("i64 ", 40_000)}) local.get 0 i32.eqz if return end {Repeat("local.get 7 i64.const 3 i64.add local.set 9 ", 50)} local.get 0 i32.const 1 i32.sub call $f";
        WasmInstance instance = Wat.Instance($"(module (func $f (export \"f\") (param i32) {body}))", ModuleOptions.Fvm);
        InvokeOutcome outcome = WasmThread.Run(() => instance.Invoke("f", [600], []), 8 << 20);
        Assert.True(outcome.IsReturn || outcome.Trap == TrapKind.StackLimit, outcome.ToString());
    }

    [Theory]
    [InlineData("(module (func (result i32 i32) i32.const 1 i32.const 2))")]
    [InlineData("(module (func (result externref) ref.null extern))")]
    [InlineData("(module (table 1 funcref) (table 1 funcref))")]
    [InlineData("(module (func (drop (select (result i32) (i32.const 1) (i32.const 2) (i32.const 3)))))")]
    [InlineData("(module (func $f) (table 2 funcref) (elem (i32.const 0) funcref (ref.func $f) (ref.null func)))")]
    [InlineData("(module (import \"m\" \"g\" (global i32)) (memory 1) (data (global.get 0) \"a\"))")]
    [InlineData("(module (table 1 funcref) (func (drop (table.size 0))))")]
    public void Load_FeatureOutsideTheFvm_IsRefused(string text)
    {
        byte[] bytes = Wat.Assemble(text);
        Assert.True(WasmModule.TryLoad(bytes, ModuleOptions.Unmetered, out _, out _));
        Assert.False(WasmModule.TryLoad(bytes, ModuleOptions.Fvm, out _, out _));
    }

    private static IEnumerable<(byte[] Bytes, int Seed)> Mutants()
    {
        var random = new Random(42);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = [.. Seed];
            bytes[random.Next(8, bytes.Length)] = (byte)random.Next(256);
            yield return (bytes, i);
        }
    }

    private static void RunOnce(WasmModule module, int seed)
    {
        FunctionType? type = module.ExportedFunction("f");
        if (type is null || seed % 20 != 0) { return; }
        try
        {
            using var instance = new WasmInstance(module, NoImports.Instance, new MemoryLimiter()) { GasCounter = 10_000_000 };
            if (instance.Initialize().IsReturn) { instance.Invoke("f", new long[type.Parameters.Length], new long[type.Results.Length]); }
        }
        catch (WasmLinkException)
        {
            // A mutant may ask for an import or a memory that it cannot have.
        }
    }

    private static string Pile(int count) => Repeat("local.get 0 ", count) + Repeat("i32.add ", count - 1);

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();
}
