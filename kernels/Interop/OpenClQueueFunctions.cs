namespace FvmCompute.Kernels.Interop;

/// <summary>
/// Contexts, command queues, buffers and the commands ordered on a queue. Sizes are in bytes; a blocking flag of 0 makes a copy asynchronous.
/// </summary>
internal sealed unsafe class OpenClQueueFunctions
{
    public readonly delegate* unmanaged<nint*, uint, nint*, nint, nint, int*, nint> CreateContext;
    public readonly delegate* unmanaged<nint, int> ReleaseContext;
    public readonly delegate* unmanaged<nint, nint, ulong, int*, nint> CreateQueue;
    public readonly delegate* unmanaged<nint, int> ReleaseQueue;
    public readonly delegate* unmanaged<nint, ulong, nuint, void*, int*, nint> CreateBuffer;
    public readonly delegate* unmanaged<nint, int> ReleaseMemory;
    public readonly delegate* unmanaged<nint, nint, uint, ulong, nuint, nuint, uint, nint*, nint*, int*, void*> Map;
    public readonly delegate* unmanaged<nint, nint, void*, uint, nint*, nint*, int> Unmap;
    public readonly delegate* unmanaged<nint, nint, uint, nuint, nuint, void*, uint, nint*, nint*, int> Write;
    public readonly delegate* unmanaged<nint, nint, uint, nuint, nuint, void*, uint, nint*, nint*, int> Read;
    public readonly delegate* unmanaged<nint, nint, void*, nuint, nuint, nuint, uint, nint*, nint*, int> Fill;
    public readonly delegate* unmanaged<nint, nint, uint, nuint*, nuint*, nuint*, uint, nint*, nint*, int> Launch;
    public readonly delegate* unmanaged<nint, uint, nint*, nint*, int> Marker;
    public readonly delegate* unmanaged<nint, uint, nuint, void*, nuint*, int> EventInfo;
    public readonly delegate* unmanaged<nint, int> ReleaseEvent;
    public readonly delegate* unmanaged<nint, int> Flush;
    public readonly delegate* unmanaged<nint, int> Finish;

    public OpenClQueueFunctions(ExportFinder find)
    {
        nint Export(string name) => NativeExports.Require(find, name);
        CreateContext = (delegate* unmanaged<nint*, uint, nint*, nint, nint, int*, nint>)Export("clCreateContext");
        ReleaseContext = (delegate* unmanaged<nint, int>)Export("clReleaseContext");
        CreateQueue = (delegate* unmanaged<nint, nint, ulong, int*, nint>)Export("clCreateCommandQueue");
        ReleaseQueue = (delegate* unmanaged<nint, int>)Export("clReleaseCommandQueue");
        CreateBuffer = (delegate* unmanaged<nint, ulong, nuint, void*, int*, nint>)Export("clCreateBuffer");
        ReleaseMemory = (delegate* unmanaged<nint, int>)Export("clReleaseMemObject");
        Map = (delegate* unmanaged<nint, nint, uint, ulong, nuint, nuint, uint, nint*, nint*, int*, void*>)Export("clEnqueueMapBuffer");
        Unmap = (delegate* unmanaged<nint, nint, void*, uint, nint*, nint*, int>)Export("clEnqueueUnmapMemObject");
        Write = (delegate* unmanaged<nint, nint, uint, nuint, nuint, void*, uint, nint*, nint*, int>)Export("clEnqueueWriteBuffer");
        Read = (delegate* unmanaged<nint, nint, uint, nuint, nuint, void*, uint, nint*, nint*, int>)Export("clEnqueueReadBuffer");
        Fill = (delegate* unmanaged<nint, nint, void*, nuint, nuint, nuint, uint, nint*, nint*, int>)Export("clEnqueueFillBuffer");
        Launch = (delegate* unmanaged<nint, nint, uint, nuint*, nuint*, nuint*, uint, nint*, nint*, int>)Export("clEnqueueNDRangeKernel");
        Marker = (delegate* unmanaged<nint, uint, nint*, nint*, int>)Export("clEnqueueMarkerWithWaitList");
        EventInfo = (delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)Export("clGetEventInfo");
        ReleaseEvent = (delegate* unmanaged<nint, int>)Export("clReleaseEvent");
        Flush = (delegate* unmanaged<nint, int>)Export("clFlush");
        Finish = (delegate* unmanaged<nint, int>)Export("clFinish");
    }
}
