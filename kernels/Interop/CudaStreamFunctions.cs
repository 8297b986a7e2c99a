namespace FvmCompute.Kernels.Interop;

/// <summary>Streams and the copies ordered on them.</summary>
internal sealed unsafe class CudaStreamFunctions
{
    public readonly delegate* unmanaged<nint*, uint, int> Create;
    public readonly delegate* unmanaged<nint, int> Destroy;
    public readonly delegate* unmanaged<nint, int> Query;
    public readonly delegate* unmanaged<ulong, void*, nuint, nint, int> Upload;
    public readonly delegate* unmanaged<void*, ulong, nuint, nint, int> Download;
    public readonly delegate* unmanaged<ulong, byte, nuint, nint, int> Fill;

    public CudaStreamFunctions(ExportFinder find)
    {
        nint Export(string name) => NativeExports.Require(find, name);
        Create = (delegate* unmanaged<nint*, uint, int>)Export("cuStreamCreate");
        Destroy = (delegate* unmanaged<nint, int>)Export("cuStreamDestroy_v2");
        Query = (delegate* unmanaged<nint, int>)Export("cuStreamQuery");
        Upload = (delegate* unmanaged<ulong, void*, nuint, nint, int>)Export("cuMemcpyHtoDAsync_v2");
        Download = (delegate* unmanaged<void*, ulong, nuint, nint, int>)Export("cuMemcpyDtoHAsync_v2");
        Fill = (delegate* unmanaged<ulong, byte, nuint, nint, int>)Export("cuMemsetD8Async");
    }
}
