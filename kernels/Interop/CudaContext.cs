namespace FvmCompute.Kernels.Interop;

/// <summary>
/// The primary context of one card. Every call makes it current first: the driver keeps "current" per thread, and jobs move between threads.
/// Statuses other than success throw <see cref="Devices.DeviceException"/> naming the call and the device.
/// </summary>
internal sealed unsafe partial class CudaContext : IDisposable
{
    /// <summary>Host memory that every context may use as pinned memory (<c>CU_MEMHOSTALLOC_PORTABLE</c>).</summary>
    private const uint PortableHostMemory = 1;

    private readonly CudaDriver _driver;
    private readonly int _device;
    private readonly string _label;
    private readonly nint _context;
    private bool _lost;
    private bool _disposed;

    public CudaContext(CudaDriver driver, int ordinal, string label)
    {
        _driver = driver;
        _label = label;
        _device = driver.Device(ordinal);
        nint context;
        Check(driver.Contexts.Retain(&context, _device), "cuDevicePrimaryCtxRetain");
        _context = context;
    }

    /// <summary>Free bytes of device memory at this moment, whoever uses the rest.</summary>
    public long FreeMemory()
    {
        Enter();
        nuint free, total;
        Check(_driver.Contexts.MemoryInfo(&free, &total), "cuMemGetInfo_v2");
        return (long)free;
    }

    public ulong Allocate(long bytes)
    {
        Enter();
        ulong address;
        Check(_driver.Contexts.Allocate(&address, (nuint)bytes), "cuMemAlloc_v2");
        return address;
    }

    public void Free(ulong address)
    {
        if (TryEnter()) { _driver.Contexts.Free(address); }
    }

    public nint AllocateHost(int bytes)
    {
        Enter();
        void* address;
        Check(_driver.Contexts.AllocateHost(&address, (nuint)bytes, PortableHostMemory), "cuMemHostAlloc");
        return (nint)address;
    }

    public void FreeHost(nint address)
    {
        if (TryEnter()) { _driver.Contexts.FreeHost((void*)address); }
    }

    /// <summary>
    /// Gives the context back. After a fault in a kernel the primary context is unusable for the whole process until it is reset, so a lost one is
    /// reset as well; what still lives in it is gone either way.
    /// </summary>
    public void Dispose()
    {
        if (_disposed) { return; }

        _disposed = true;
        if (_lost) { _driver.Contexts.Reset(_device); }
        _driver.Contexts.Release(_device);
    }

    /// <summary>A job that still runs when another has found the device lost meets the same failure, not a complaint about its own conduct.</summary>
    private void Enter()
    {
        if (_disposed && _lost)
        {
            throw new Devices.DeviceException(_label, "any call", 0, "device closed", Devices.DeviceFailure.Lost, "another job found it lost");
        }

        ObjectDisposedException.ThrowIf(_disposed, this);
        Check(_driver.Contexts.SetCurrent(_context), "cuCtxSetCurrent");
    }

    /// <summary>For releasing things: a context that is gone has released them already, and a finaliser must not throw.</summary>
    private bool TryEnter() => !_disposed && _driver.Contexts.SetCurrent(_context) == 0;

    private void Check(int status, string call)
    {
        if (status == 0) { return; }

        try { _driver.Check(status, call, _label); }
        catch (Devices.DeviceException failure)
        {
            _lost |= failure.Kind == Devices.DeviceFailure.Lost;
            throw;
        }
    }
}
