namespace FvmCompute.Vm.Wasm;

/// <summary>Why a module was not accepted.</summary>
public enum WasmModuleError
{
    /// <summary>The bytes are not the binary form of any module.</summary>
    Malformed,

    /// <summary>The module breaks a typing rule or uses a feature that is off.</summary>
    Invalid,

    /// <summary>The module is valid, but cannot be metered under the rules of <see cref="Metering.MeteringPrices"/>, or exceeds a limit of the engine.</summary>
    Rejected,
}

/// <summary>The only exception that loading a module throws.</summary>
public sealed class WasmModuleException(WasmModuleError error, long offset, string message)
    : Exception($"{message} (at byte {offset})")
{
    public WasmModuleError Error { get; } = error;

    /// <summary>Offset in the module's bytes at which the error was noticed.</summary>
    public long Offset { get; } = offset;
}
