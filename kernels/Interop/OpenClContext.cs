namespace FvmCompute.Kernels.Interop;

/// <summary>One OpenCL device with a context of its own. Statuses other than success throw <see cref="Devices.DeviceException"/>.</summary>
internal sealed unsafe partial class OpenClContext : IDisposable
{
    private const ulong ReadWrite = 1 << 0;
    private const ulong AllocateHostMemory = 1 << 4;
    private const ulong MapReadWrite = 0x3;

    private readonly OpenClDriver _driver;
    private readonly string _label;
    private readonly nint _device;
    private readonly nint _context;
    private readonly nint _mappings;
    private bool _disposed;

    public OpenClContext(OpenClDriver driver, nint device, string label)
    {
        _driver = driver;
        _device = device;
        _label = label;
        int status;
        _context = driver.Queues.CreateContext(null, 1, &device, 0, 0, &status);
        Check(status, "clCreateContext");
        _mappings = CreateQueue();
    }

    public nint CreateBuffer(long bytes) => CreateBuffer(ReadWrite, bytes);

    public void ReleaseBuffer(nint buffer)
    {
        if (!_disposed) { _driver.Queues.ReleaseMemory(buffer); }
    }

    /// <summary>Pinned host memory, as OpenCL knows it: a buffer the driver places in host memory, mapped for as long as it lives.</summary>
    public (nint Buffer, nint Address) AllocateHost(int bytes)
    {
        nint buffer = CreateBuffer(ReadWrite | AllocateHostMemory, bytes);
        int status;
        void* address = _driver.Queues.Map(_mappings, buffer, 1, MapReadWrite, 0, (nuint)bytes, 0, null, null, &status);
        if (status != 0) { _driver.Queues.ReleaseMemory(buffer); }
        Check(status, "clEnqueueMapBuffer");
        return (buffer, (nint)address);
    }

    public void FreeHost(nint buffer, nint address)
    {
        if (_disposed) { return; }

        _driver.Queues.Unmap(_mappings, buffer, (void*)address, 0, null, null);
        _driver.Queues.Finish(_mappings);
        _driver.Queues.ReleaseMemory(buffer);
    }

    public void Dispose()
    {
        if (_disposed) { return; }

        _disposed = true;
        _driver.Queues.ReleaseQueue(_mappings);
        _driver.Queues.ReleaseContext(_context);
    }

    private nint CreateBuffer(ulong flags, long bytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        int status;
        nint buffer = _driver.Queues.CreateBuffer(_context, flags, (nuint)bytes, null, &status);
        Check(status, "clCreateBuffer");
        return buffer;
    }

    private void Check(int status, string call) => OpenClStatus.Check(status, call, _label);
}
