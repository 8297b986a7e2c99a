using System.Runtime.InteropServices;
using FvmCompute.Kernels.Devices;

namespace FvmCompute.Kernels.Prover.Far;

/// <summary>The way to a device: a stream, and a pinned buffer through which everything goes in pieces.</summary>
internal sealed class FarLink(IDevice device, CancellationToken cancellation) : IDisposable
{
    private const int PieceBytes = 16 << 20;

    private readonly IHostBuffer _host = device.AllocateHost(PieceBytes);

    public IDeviceStream Stream { get; } = device.CreateStream();

    public CancellationToken Cancellation => cancellation;

    public void Send<T>(ReadOnlySpan<T> data, IDeviceBuffer target)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(data);
        for (int step, at = 0; at < bytes.Length; at += step)
        {
            cancellation.ThrowIfCancellationRequested();
            step = Math.Min(PieceBytes, bytes.Length - at);
            bytes.Slice(at, step).CopyTo(_host.Span);
            Stream.Upload(_host, target, at, step);
            Stream.Finish();
        }
    }

    public void Receive(IDeviceBuffer source, long offset, Span<byte> bytes)
    {
        for (int step, at = 0; at < bytes.Length; at += step)
        {
            cancellation.ThrowIfCancellationRequested();
            step = Math.Min(PieceBytes, bytes.Length - at);
            Stream.Download(source, offset + at, _host, step);
            Stream.Finish();
            _host.Span[..step].CopyTo(bytes[at..]);
        }
    }

    public void Dispose()
    {
        try { Stream.Finish(); }
        catch (DeviceException) { }

        Stream.Dispose();
        _host.Dispose();
    }
}
