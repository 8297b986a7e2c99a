using FvmCompute.Kernels.Interop;

namespace FvmCompute.Kernels.Devices.Cpu;

/// <summary>Host memory in both roles. Outside the managed heap, so that buffers may exceed 2 GiB.</summary>
internal sealed class CpuBuffer(long bytes) : IDeviceBuffer, IHostBuffer
{
    private nint _address = HostMemory.Allocate(bytes);

    ~CpuBuffer() => Free();

    public long Bytes { get; } = bytes;

    public Span<byte> Span => At(0, checked((int)Bytes));

    public Span<byte> At(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(_address == 0, this);
        if (offset < 0 || length < 0 || offset > Bytes - length)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), $"bytes {offset} to {offset + length} of a buffer of {Bytes}");
        }

        return HostMemory.At(_address + (nint)offset, length);
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        nint address = Interlocked.Exchange(ref _address, 0);
        if (address != 0) { HostMemory.Free(address); }
    }
}
