using System.Runtime.InteropServices;

namespace FvmCompute.Vm.Wasm.Interop;

/// <summary>
/// A range of address space that is reserved at once and made usable from its start onwards, so that what lies in it never moves.
/// Usable pages start as zeros. Freed by <see cref="SafeHandle.Dispose()"/> or the finalizer.
/// </summary>
internal sealed partial class VirtualMemory : SafeHandle
{
    private const int ProtNone = 0;
    private const int ProtReadWrite = 3;
    private const int MapPrivate = 2;
    private const int MapAnonymousLinux = 0x20;
    private const int MapNoReserveLinux = 0x4000;
    private const int MapAnonymousMac = 0x1000;
    private const uint MemCommit = 0x1000;
    private const uint MemReserve = 0x2000;
    private const uint MemRelease = 0x8000;
    private const uint PageNoAccess = 1;
    private const uint PageReadWrite = 4;

    private readonly nuint _bytes;

    private VirtualMemory(nint address, nuint bytes)
        : base(0, true)
    {
        SetHandle(address);
        _bytes = bytes;
    }

    public override bool IsInvalid => handle == 0;

    public nint Address => handle;

    /// <summary>Reserves <paramref name="bytes"/> of address space; touching it before <see cref="Commit"/> is a fault.</summary>
    public static VirtualMemory Reserve(nuint bytes)
    {
        nint address = OperatingSystem.IsWindows() ? VirtualAlloc(0, bytes, MemReserve, PageNoAccess) : MapNothing(bytes);
        if (address is 0 or -1) { throw new OutOfMemoryException($"cannot reserve {bytes} bytes of address space (error {Marshal.GetLastPInvokeError()})"); }
        return new VirtualMemory(address, bytes);
    }

    /// <summary>Makes the first <paramref name="bytes"/> usable; false when the system has no memory for them.</summary>
    public bool Commit(nuint bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, _bytes);
        return bytes == 0 || (OperatingSystem.IsWindows()
            ? VirtualAlloc(handle, bytes, MemCommit, PageReadWrite) != 0
            : Protect(handle, bytes, ProtReadWrite) == 0);
    }

    protected override bool ReleaseHandle() =>
        OperatingSystem.IsWindows() ? VirtualFree(handle, 0, MemRelease) : Unmap(handle, _bytes) == 0;

    private static nint MapNothing(nuint bytes)
    {
        int flags = MapPrivate | (OperatingSystem.IsMacOS() ? MapAnonymousMac : MapAnonymousLinux | MapNoReserveLinux);
        return Map(0, bytes, ProtNone, flags, -1, 0);
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial nint VirtualAlloc(nint address, nuint bytes, uint type, uint protection);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool VirtualFree(nint address, nuint bytes, uint type);
}
