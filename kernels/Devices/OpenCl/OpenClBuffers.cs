using FvmCompute.Kernels.Interop;

namespace FvmCompute.Kernels.Devices.OpenCl;

internal sealed class OpenClBuffer(OpenClContext context, long bytes) : IDeviceBuffer
{
    private nint _handle = context.CreateBuffer(bytes);

    public long Bytes { get; } = bytes;

    public nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(OpenClBuffer));

    public void Dispose()
    {
        nint handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0) { context.ReleaseBuffer(handle); }
    }
}

internal sealed class OpenClHostBuffer : IHostBuffer
{
    private readonly OpenClContext _context;
    private readonly int _bytes;
    private readonly nint _handle;
    private nint _address;

    public OpenClHostBuffer(OpenClContext context, int bytes)
    {
        _context = context;
        _bytes = bytes;
        (_handle, _address) = context.AllocateHost(bytes);
    }

    public Span<byte> Span => HostMemory.At(Address, _bytes);

    public nint Address => _address != 0 ? _address : throw new ObjectDisposedException(nameof(OpenClHostBuffer));

    public void Dispose()
    {
        nint address = Interlocked.Exchange(ref _address, 0);
        if (address != 0) { _context.FreeHost(_handle, address); }
    }
}
