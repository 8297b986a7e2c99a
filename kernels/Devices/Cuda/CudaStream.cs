using FvmCompute.Kernels.Interop;

namespace FvmCompute.Kernels.Devices.Cuda;

internal sealed class CudaStream : IDeviceStream
{
    private readonly CudaContext _context;
    private readonly string _device;
    private readonly nint _stream;
    private readonly Func<bool> _isIdle;
    private bool _disposed;

    public CudaStream(CudaContext context, string device)
    {
        _context = context;
        _device = device;
        _stream = context.CreateStream();
        _isIdle = () => _context.IsIdle(_stream);
    }

    public void Upload(IHostBuffer source, IDeviceBuffer destination, long destinationOffset, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, source.Span.Length);
        _context.Upload(((CudaHostBuffer)source).Address, ((CudaBuffer)destination).At(destinationOffset, bytes), bytes, _stream);
    }

    public void Download(IDeviceBuffer source, long sourceOffset, IHostBuffer destination, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, destination.Span.Length);
        _context.Download(((CudaBuffer)source).At(sourceOffset, bytes), ((CudaHostBuffer)destination).Address, bytes, _stream);
    }

    public void Fill(IDeviceBuffer buffer, byte value) => _context.Fill(((CudaBuffer)buffer).Address, value, buffer.Bytes, _stream);

    public void Launch(IDeviceKernel kernel, long groups, ReadOnlySpan<KernelArgument> arguments)
    {
        kernel.Entry.Check(arguments, groups);
        Span<ulong> slots = stackalloc ulong[arguments.Length];
        for (int i = 0; i < slots.Length; i++)
        {
            slots[i] = arguments[i].Buffer is CudaBuffer buffer ? buffer.Address : arguments[i].Value;
        }

        _context.Launch(((CudaKernel)kernel).Function, (uint)groups, (uint)kernel.Entry.GroupSize, _stream, slots);
    }

    public void Finish() => DeviceWait.Until(_isIdle, _device, DeviceWait.Patience);

    public void Dispose()
    {
        if (_disposed) { return; }

        _disposed = true;
        _context.DestroyStream(_stream);
    }
}
