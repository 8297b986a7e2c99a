using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace FvmCompute.Primitives.Interop;

/// <summary>Asks for memory before it is read.</summary>
internal static unsafe class CacheLines
{
    /// <summary>Starts to load a word's line into the first-level cache; nothing where there is no such instruction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(ref readonly ulong word)
    {
        if (Sse.IsSupported) { Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in word))); }
    }
}
