namespace FvmCompute.Vm.Wasm;

/// <summary>
/// Which WebAssembly proposals a module may use beside the MVP. A module that uses one that is off is invalid.
/// </summary>
[Flags]
public enum WasmFeatures
{
    /// <summary>The MVP with mutable globals in imports and exports.</summary>
    Mvp = 0,

    /// <summary><c>i32.extend8_s</c> and its siblings.</summary>
    SignExtension = 1 << 0,

    /// <summary>The <c>trunc_sat</c> conversions.</summary>
    SaturatingConversions = 1 << 1,

    /// <summary><c>memory.copy/fill/init</c>, <c>table.copy/init</c>, passive segments, the data count section.</summary>
    BulkMemory = 1 << 2,

    /// <summary>Several results, block parameters.</summary>
    MultiValue = 1 << 3,

    /// <summary><c>funcref</c> and <c>externref</c> values, several tables, <c>table.get/set/grow/size/fill</c>, typed <c>select</c>.</summary>
    ReferenceTypes = 1 << 4,

    /// <summary>Element and data offsets must be one <c>i32.const</c>, element segments must list function indices (fvm-wasm-instrument 0.4.0).</summary>
    ConstantOffsetsOnly = 1 << 5,

    /// <summary>The table index of <c>call_indirect</c> as a LEB128 of any length, which LLVM writes since its version 19, instead of one zero byte.</summary>
    LongTableIndex = 1 << 6,

    /// <summary>What the FVM admits from network version 18 on.</summary>
    Fvm = SignExtension | SaturatingConversions | BulkMemory | ConstantOffsetsOnly | LongTableIndex,

    /// <summary>Everything this engine knows: the WebAssembly 2.0 core without SIMD.</summary>
    All = SignExtension | SaturatingConversions | BulkMemory | MultiValue | ReferenceTypes | LongTableIndex,
}
