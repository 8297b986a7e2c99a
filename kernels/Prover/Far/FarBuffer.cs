using FvmCompute.Kernels.Devices;

namespace FvmCompute.Kernels.Prover.Far;

/// <summary>Device memory inside a session's reservation.</summary>
internal sealed class FarBuffer : IDisposable
{
    private readonly SessionMemory.MemoryShare _share;
    private bool _disposed;

    public FarBuffer(IDevice device, SessionMemory memory, long bytes)
    {
        _share = memory.Take(bytes);
        try { Device = device.Allocate(bytes); }
        catch
        {
            _share.Dispose();
            throw;
        }
    }

    public IDeviceBuffer Device { get; }

    public void Dispose()
    {
        if (_disposed) { return; }
        _disposed = true;
        Device.Dispose();
        _share.Dispose();
    }
}
