using FvmCompute.Vm.Wasm;
using FvmCompute.Vm.Wasm.Metering;

namespace FvmCompute.Vm.Tests.Wasm.Metering;

/// <summary>Whose instructions the gas was paid for.</summary>
public class GasByFunctionTests
{
    private const long Entry = 52_000;
    private const long Call = 52_000;

    private const string Source = """
        (module
          (memory 1)
          (func $outer (export "f") (param i32) i32.const 1 call $inner i32.const 2 call $inner local.get 0 call $grow)
          (func $inner (param i32) (loop local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0))
          (func $grow (param i32) local.get 0 memory.grow drop))
        """;

    [Fact]
    public void GasByFunction_AfterCalls_IsWhatEachBodyCost()
    {
        WasmInstance instance = Run(ModuleOptions.Fvm with { CountsGasByFunction = true });
        long[] expected = [(3 * Call) + (3 * 4_000), 3 * 5 * 4_000, (2 * 4_000) + (2 * MeteringPrices.Fvm.MemoryGrowPage)];
        Assert.Equal(expected, instance.Module.GasByFunction.ToArray());
        Assert.Equal(Entry + 4_000 + expected.Sum(), Wat.PlentyOfGas - instance.GasCounter);
    }

    [Fact]
    public void GasByFunction_NotAskedFor_IsEmptyAndTheGasIsTheSame()
    {
        WasmInstance plain = Run(ModuleOptions.Fvm);
        Assert.Equal(Run(ModuleOptions.Fvm with { CountsGasByFunction = true }).GasCounter, plain.GasCounter);
        Assert.True(plain.Module.GasByFunction.IsEmpty);
    }

    private static WasmInstance Run(ModuleOptions options)
    {
        WasmInstance instance = Wat.Instance(Source, options);
        Assert.True(instance.Invoke("f", [2], []).IsReturn);
        return instance;
    }
}
