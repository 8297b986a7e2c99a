using FvmCompute.Kernels.Interop;

namespace FvmCompute.Kernels.Devices.OpenCl;

internal sealed class OpenClStream(OpenClContext context, string device) : IDeviceStream
{
    private readonly nint _queue = context.CreateQueue();
    private bool _disposed;

    public void Upload(IHostBuffer source, IDeviceBuffer destination, long destinationOffset, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, source.Span.Length);
        context.Write(_queue, ((OpenClHostBuffer)source).Address, ((OpenClBuffer)destination).Handle, destinationOffset, bytes);
    }

    public void Download(IDeviceBuffer source, long sourceOffset, IHostBuffer destination, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, destination.Span.Length);
        context.Read(_queue, ((OpenClBuffer)source).Handle, sourceOffset, ((OpenClHostBuffer)destination).Address, bytes);
    }

    public void Fill(IDeviceBuffer buffer, byte value) => context.Fill(_queue, ((OpenClBuffer)buffer).Handle, value, 0, buffer.Bytes);

    public void Launch(IDeviceKernel kernel, long groups, ReadOnlySpan<KernelArgument> arguments)
    {
        kernel.Entry.Check(arguments, groups);
        Span<ulong> slots = stackalloc ulong[arguments.Length];
        Span<byte> sizes = stackalloc byte[arguments.Length];
        for (int i = 0; i < slots.Length; i++)
        {
            slots[i] = arguments[i].Buffer is OpenClBuffer buffer ? (ulong)buffer.Handle : arguments[i].Value;
            sizes[i] = arguments[i].Kind == KernelParameter.UInt32 ? (byte)sizeof(uint) : (byte)sizeof(ulong);
        }

        OpenClKernel target = (OpenClKernel)kernel;
        lock (target.Arguments) { context.Launch(_queue, target.Handle, groups, kernel.Entry.GroupSize, slots, sizes); }
    }

    /// <summary>The marker tells when, the finish behind it tells how it went.</summary>
    public void Finish()
    {
        nint marker = context.Mark(_queue);
        try { DeviceWait.Until(() => context.IsComplete(marker), device, DeviceWait.Patience); }
        finally { context.Release(marker); }

        context.Finish(_queue);
    }

    public void Dispose()
    {
        if (_disposed) { return; }

        _disposed = true;
        context.ReleaseQueue(_queue);
    }
}
