namespace FvmCompute.Vm.Wasm;

/// <summary>
/// Code of the host that WebAssembly calls. Arguments come as 64-bit words: i32 sign-extended, i64, the bits of f32 (zero-extended) and f64.
/// The result is one word in the same form (only the low half counts for i32 and f32) and is ignored when the signature has none.
/// The gas counter of <paramref name="caller"/> is exact during the call, and what the host writes to it is what the code goes on with.
/// </summary>
public delegate long HostFunction(WasmInstance caller, ReadOnlySpan<long> args);
