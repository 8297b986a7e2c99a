using System.Runtime.InteropServices;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Interop;

namespace FvmCompute.Kernels.Tests.Devices;

/// <summary>Loaders load the drivers at their first call, and not all of them bear two such calls at once.</summary>
public static unsafe class OpenClLoaderTests
{
    private const int PlatformNotFound = -1001;

    private static readonly ExportFinder Real = DeviceLibraries.Default.OpenOpenCl(out _)!;

    private static int _inside;
    private static int _mostInside;

    [Fact]
    public static void Discover_FromManyThreads_AsksTheLoaderOneAtATime()
    {
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(_ => new Thread(() => DeviceCatalog.Discover(null, "none", Find, "")))];
        foreach (Thread thread in threads) { thread.Start(); }
        foreach (Thread thread in threads) { thread.Join(); }
        Assert.Equal(1, _mostInside);
    }

    private static nint Find(string name) =>
        name == "clGetPlatformIDs" ? (nint)(delegate* unmanaged<uint, nint*, uint*, int>)&PlatformIds : Real(name);

    /// <summary>Stays a while, so that whoever may come meanwhile does.</summary>
    [UnmanagedCallersOnly]
    private static int PlatformIds(uint capacity, nint* platforms, uint* count)
    {
        int inside = Interlocked.Increment(ref _inside);
        _mostInside = Math.Max(_mostInside, inside);
        SpinWait.SpinUntil(() => Volatile.Read(ref _inside) > 1, 20);
        Interlocked.Decrement(ref _inside);
        return PlatformNotFound;
    }
}
