using System.Runtime.InteropServices;

namespace FvmCompute.Vm.Wasm.Interop;

/// <summary>Where the stack of the calling thread ends. .NET ends the process on a stack overflow, so compiled code compares with this instead.</summary>
internal static unsafe partial class ThreadStack
{
    /// <summary>Larger than <c>pthread_attr_t</c> of glibc (56 bytes) and musl.</summary>
    private const int AttributeBytes = 256;

    [ThreadStatic]
    private static nint _lowest;

    /// <summary>The lowest address of the calling thread's stack.</summary>
    public static nint Lowest => _lowest != 0 ? _lowest : _lowest = Find();

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
        nint self = Self();
        return GetStackAddressMac(self) - (nint)GetStackSizeMac(self);
    }

    private static nint FindLinux()
    {
        byte* attributes = stackalloc byte[AttributeBytes];
        if (GetAttributes(Self(), attributes) != 0) { throw new InvalidOperationException("the stack of this thread cannot be found"); }
        int error = GetStack(attributes, out nint lowest, out _);
        _ = DestroyAttributes(attributes);
        return error == 0 ? lowest : throw new InvalidOperationException($"the stack of this thread cannot be found (error {error})");
    }

    [LibraryImport("libc", EntryPoint = "pthread_self")]
    private static partial nint Self();

    [LibraryImport("libc", EntryPoint = "pthread_getattr_np")]
    private static partial int GetAttributes(nint thread, byte* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_attr_getstack")]
    private static partial int GetStack(byte* attributes, out nint lowest, out nuint bytes);

    [LibraryImport("libc", EntryPoint = "pthread_attr_destroy")]
    private static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_get_stackaddr_np")]
    private static partial nint GetStackAddressMac(nint thread);

    [LibraryImport("libc", EntryPoint = "pthread_get_stacksize_np")]
    private static partial nuint GetStackSizeMac(nint thread);

    [LibraryImport("kernel32")]
    private static partial void GetCurrentThreadStackLimits(out nint low, out nint high);
}
