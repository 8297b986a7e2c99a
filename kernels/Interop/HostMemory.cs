using System.Runtime.InteropServices;

namespace FvmCompute.Kernels.Interop;

/// <summary>Memory outside the managed heap, seen as spans.</summary>
internal static unsafe partial class HostMemory
{
    /// <summary>A cache line and a Vector512 both are 64 bytes.</summary>
    private const nuint Alignment = 64;

    private const nuint HugePage = 2 << 20;
    private const nuint Page = 4096;
    private const int AdviceHugePages = 14;
    private const int AdviceDiscard = 4;
    private const int AdviceFree = 8;

    public static Span<byte> At(nint address, int bytes) => new((void*)address, bytes);

    /// <summary>Of undefined content. Large memory is asked for in huge pages: the first touch of small ones costs as much as a transform in them.</summary>
    public static nint Allocate(long bytes)
    {
        nuint size = checked((nuint)bytes);
        if (size < 2 * HugePage || !OperatingSystem.IsLinux()) { return (nint)NativeMemory.AlignedAlloc(size, Alignment); }
        nint address = (nint)NativeMemory.AlignedAlloc(size, HugePage);
        // Advice: where the system has no huge pages, the memory works as well.
        _ = Advise(address, size, AdviceHugePages);
        return address;
    }

    /// <summary>Gives the whole pages of a range to the system until they are touched again; their content is lost.</summary>
    public static void Discard(nint address, long bytes) => AdvisePages(address, bytes, AdviceDiscard);

    /// <summary>Lets the system take the whole pages of a range when it needs memory, until they are written again; their content may be lost.</summary>
    public static void Offer(nint address, long bytes) => AdvisePages(address, bytes, AdviceFree);

    public static void Free(nint address) => NativeMemory.AlignedFree((void*)address);

    private static void AdvisePages(nint address, long bytes, int advice)
    {
        nuint start = ((nuint)address + Page - 1) & ~(Page - 1), end = ((nuint)address + (nuint)bytes) & ~(Page - 1);
        if (start < end && OperatingSystem.IsLinux()) { _ = Advise((nint)start, end - start, advice); }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint bytes, int advice);
}
