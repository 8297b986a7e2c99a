using System.Runtime.InteropServices;

namespace FvmCompute.Kernels.Interop;

/// <summary>Memory outside the managed heap, seen as spans.</summary>
internal static unsafe class HostMemory
{
    /// <summary>A cache line and a Vector512 both are 64 bytes.</summary>
    private const nuint Alignment = 64;

    public static Span<byte> At(nint address, int bytes) => new((void*)address, bytes);

    public static nint Allocate(long bytes) => (nint)NativeMemory.AlignedAlloc(checked((nuint)bytes), Alignment);

    public static void Free(nint address) => NativeMemory.AlignedFree((void*)address);
}
