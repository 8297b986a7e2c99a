namespace FvmCompute.Vm.Wasm;

/// <summary>Why an instance could not be made.</summary>
public enum WasmLinkError
{
    /// <summary>Nothing was offered for an import.</summary>
    UnknownImport,

    /// <summary>What was offered for an import has another kind or type.</summary>
    IncompatibleImport,

    /// <summary>The <see cref="MemoryLimiter"/> refused the initial memory or table.</summary>
    LimitExceeded,
}

/// <summary>The only exception that the constructor of <see cref="WasmInstance"/> throws.</summary>
public sealed class WasmLinkException(WasmLinkError error, string message) : Exception(message)
{
    public WasmLinkError Error { get; } = error;
}
