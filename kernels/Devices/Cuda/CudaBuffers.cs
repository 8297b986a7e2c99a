using FvmCompute.Kernels.Interop;

namespace FvmCompute.Kernels.Devices.Cuda;

internal sealed class CudaBuffer(CudaContext context, long bytes) : IDeviceBuffer
{
    private ulong _address = context.Allocate(bytes);

    public long Bytes { get; } = bytes;

    public ulong Address => _address != 0 ? _address : throw new ObjectDisposedException(nameof(CudaBuffer));

    /// <summary>Address of a range that must lie inside; the driver would notice too, but only with a fault that costs the whole context.</summary>
    public ulong At(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > Bytes - length)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), $"bytes {offset} to {offset + length} of a buffer of {Bytes}");
        }

        return Address + (ulong)offset;
    }

    public void Dispose()
    {
        ulong address = Interlocked.Exchange(ref _address, 0);
        if (address != 0) { context.Free(address); }
    }
}

internal sealed class CudaHostBuffer(CudaContext context, int bytes) : IHostBuffer
{
    private nint _address = context.AllocateHost(bytes);

    public Span<byte> Span => HostMemory.At(Address, bytes);

    public nint Address => _address != 0 ? _address : throw new ObjectDisposedException(nameof(CudaHostBuffer));

    public void Dispose()
    {
        nint address = Interlocked.Exchange(ref _address, 0);
        if (address != 0) { context.FreeHost(address); }
    }
}
