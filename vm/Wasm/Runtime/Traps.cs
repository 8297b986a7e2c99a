using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FvmCompute.Vm.Wasm.Runtime;

/// <summary>Cold ends of compiled code.</summary>
internal static class Traps
{
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Throw(TrapKind kind) => throw new WasmTrapException(kind);
}
