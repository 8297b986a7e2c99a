using System.Runtime.InteropServices;

namespace FvmCompute.Vm.Wasm.Interop;

/// <summary>Where the stack of the calling thread ends. .NET ends the process on a stack overflow, so compiled code compares with this instead.</summary>
internal static unsafe partial class ThreadStack
{
    /// <summary>Larger than <c>pthread_attr_t</c> of glibc (56 bytes) and musl.</summary>
    private const int AttributeBytes = 256;

    [ThreadStatic]
    private static nint t_lowest;

    /// <summary>The lowest address of the calling thread's stack.</summary>
    public static nint Lowest => t_lowest != 0 ? t_lowest : t_lowest = Find();

    /// <summary>Bytes left below the caller's frame, about.</summary>
    public static long Remaining
    {
        get
        {
            byte here;
            return (long)((nint)(&here) - Lowest);
        }
    }

    private static nint Find()
    {
        if (OperatingSystem.IsWindows())
        {
            GetCurrentThreadStackLimits(out nint low, out _);
            return low;
        }

        return OperatingSystem.IsMacOS() ? FindMac() : FindLinux();
    }

    private static nint FindMac()
    {
        nint self = pthread_self();
        return pthread_get_stackaddr_np(self) - (nint)pthread_get_stacksize_np(self);
    }

    private static nint FindLinux()
    {
        byte* attributes = stackalloc byte[AttributeBytes];
        if (pthread_getattr_np(pthread_self(), attributes) != 0) { throw new InvalidOperationException("the stack of this thread cannot be found"); }
        int error = pthread_attr_getstack(attributes, out nint lowest, out _);
        _ = pthread_attr_destroy(attributes);
        return error == 0 ? lowest : throw new InvalidOperationException($"the stack of this thread cannot be found (error {error})");
    }

    [LibraryImport("libc")]
    private static partial nint pthread_self();

    [LibraryImport("libc")]
    private static partial int pthread_getattr_np(nint thread, byte* attributes);

    [LibraryImport("libc")]
    private static partial int pthread_attr_getstack(byte* attributes, out nint lowest, out nuint bytes);

    [LibraryImport("libc")]
    private static partial int pthread_attr_destroy(byte* attributes);

    [LibraryImport("libc")]
    private static partial nint pthread_get_stackaddr_np(nint thread);

    [LibraryImport("libc")]
    private static partial nuint pthread_get_stacksize_np(nint thread);

    [LibraryImport("kernel32")]
    private static partial void GetCurrentThreadStackLimits(out nint low, out nint high);
}
