using FvmCompute.Vm.Wasm.Metering;

namespace FvmCompute.Vm.Wasm;

/// <summary>How a module is validated and compiled. Two modules with different options never share code.</summary>
public sealed record ModuleOptions
{
    /// <summary>The newest network's rules: FVM features, metering on.</summary>
    public static ModuleOptions Fvm { get; } = new() { Features = WasmFeatures.Fvm, Metering = MeteringPrices.Fvm };

    /// <summary>Everything the engine knows, without metering.</summary>
    public static ModuleOptions Unmetered { get; } = new() { Features = WasmFeatures.All };

    public WasmFeatures Features { get; init; } = WasmFeatures.Fvm;

    /// <summary>Prices and stack limit; null compiles without gas, with <see cref="MaxCallDepth"/> as the only stack limit.</summary>
    public MeteringPrices? Metering { get; init; }

    /// <summary>Nested WebAssembly calls allowed when metering is off.</summary>
    public uint MaxCallDepth { get; init; } = 20_000;

    /// <summary>Whether the module keeps count of what its functions cost (<see cref="WasmModule.GasByFunction"/>). Costs time and changes no gas.</summary>
    public bool CountsGasByFunction { get; init; }
}
