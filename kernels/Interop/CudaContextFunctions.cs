namespace FvmCompute.Kernels.Interop;

/// <summary>Contexts and memory. Device addresses are 64-bit integers; sizes are in bytes.</summary>
internal sealed unsafe class CudaContextFunctions
{
    public readonly delegate* unmanaged<nint*, int, int> Retain;
    public readonly delegate* unmanaged<int, int> Release;
    public readonly delegate* unmanaged<int, int> Reset;
    public readonly delegate* unmanaged<nint, int> SetCurrent;
    public readonly delegate* unmanaged<nuint*, nuint*, int> MemoryInfo;
    public readonly delegate* unmanaged<ulong*, nuint, int> Allocate;
    public readonly delegate* unmanaged<ulong, int> Free;
    public readonly delegate* unmanaged<void**, nuint, uint, int> AllocateHost;
    public readonly delegate* unmanaged<void*, int> FreeHost;

    public CudaContextFunctions(ExportFinder find)
    {
        nint Export(string name) => NativeExports.Require(find, name);
        Retain = (delegate* unmanaged<nint*, int, int>)Export("cuDevicePrimaryCtxRetain");
        Release = (delegate* unmanaged<int, int>)Export("cuDevicePrimaryCtxRelease_v2");
        Reset = (delegate* unmanaged<int, int>)Export("cuDevicePrimaryCtxReset_v2");
        SetCurrent = (delegate* unmanaged<nint, int>)Export("cuCtxSetCurrent");
        MemoryInfo = (delegate* unmanaged<nuint*, nuint*, int>)Export("cuMemGetInfo_v2");
        Allocate = (delegate* unmanaged<ulong*, nuint, int>)Export("cuMemAlloc_v2");
        Free = (delegate* unmanaged<ulong, int>)Export("cuMemFree_v2");
        AllocateHost = (delegate* unmanaged<void**, nuint, uint, int>)Export("cuMemHostAlloc");
        FreeHost = (delegate* unmanaged<void*, int>)Export("cuMemFreeHost");
    }
}
