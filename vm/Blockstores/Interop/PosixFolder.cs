using System.Runtime.InteropServices;

namespace FvmCompute.Vm.Blockstores.Interop;

/// <summary>fsync of a folder, which .NET does not offer: without it a new file's name may be lost although its bytes were synced (fsync(2), NOTES).</summary>
internal static partial class PosixFolder
{
    private const int ReadOnlyDirectoryCloseOnExec = 0x10000 | 0x80000;

    public static void Sync(string path)
    {
        if (!OperatingSystem.IsLinux()) { return; }

        int descriptor = Open(path, ReadOnlyDirectoryCloseOnExec);
        if (descriptor < 0) { throw Failure("open", path); }

        try
        {
            if (FileSync(descriptor) != 0) { throw Failure("fsync", path); }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure(string call, string path) => new($"{call} of folder {path} failed: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FileSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
