using System.Runtime.InteropServices;

namespace FvmCompute.Sidecar.Roots.Interop;

/// <summary>Tells files from pipes before they are opened for good: .NET's own open of a named pipe waits until somebody writes to it (fifo(7)).</summary>
internal static partial class PosixFile
{
    // asm-generic/fcntl.h: O_NONBLOCK, O_CLOEXEC; reading only is 0.
    private const int ReadWithoutWaiting = 0x800 | 0x80000;
    private const int FromCurrentPosition = 1;

    /// <summary>Whether a file can be read at any place. True where it cannot be opened at all: whoever opens it then sees why.</summary>
    public static bool CanSeek(string path)
    {
        if (!OperatingSystem.IsLinux()) { return true; }
        int descriptor = Open(path, ReadWithoutWaiting);
        if (descriptor < 0) { return true; }
        bool seeks = Seek(descriptor, 0, FromCurrentPosition) >= 0;
        _ = Close(descriptor);
        return seeks;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "lseek")]
    private static partial long Seek(int descriptor, long offset, int origin);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
