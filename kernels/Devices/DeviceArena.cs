namespace FvmCompute.Kernels.Devices;

/// <summary>
/// The buffers of one job, inside the peak it reserved. Not for several threads at a time. Disposing frees every buffer and returns the reservation.
/// </summary>
public sealed class DeviceArena : IDisposable
{
    private readonly IDevice _device;
    private readonly MemoryReservation _reservation;
    private readonly List<IDisposable> _buffers = [];
    private long _takenBytes;

    private DeviceArena(IDevice device, MemoryReservation reservation) => (_device, _reservation) = (device, reservation);

    /// <summary>Waits until the device's budget has room for <paramref name="peakBytes"/>.</summary>
    /// <exception cref="DeviceMemoryException">It never will.</exception>
    public static async Task<DeviceArena> ReserveAsync(IDevice device, long peakBytes, CancellationToken cancellation) =>
        new(device, await device.Memory.ReserveAsync(peakBytes, cancellation).ConfigureAwait(false));

    /// <summary>As <see cref="ReserveAsync"/>, waiting on the calling thread.</summary>
    public static DeviceArena Reserve(IDevice device, long peakBytes, CancellationToken cancellation) =>
        ReserveAsync(device, peakBytes, cancellation).GetAwaiter().GetResult();

    /// <summary>Content is undefined. The buffer belongs to the arena.</summary>
    /// <exception cref="DeviceMemoryException">The reservation is used up: the job stated too low a peak.</exception>
    public IDeviceBuffer Allocate(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        if (_takenBytes + bytes > _reservation.Bytes)
        {
            throw new DeviceMemoryException(_device.Info.Id, _takenBytes + bytes, _reservation.Bytes, "the job's reservation");
        }

        IDeviceBuffer buffer = _device.Allocate(bytes);
        _buffers.Add(buffer);
        _takenBytes += bytes;
        return buffer;
    }

    /// <summary>Pinned host memory is outside the device's budget, but lives as long as the arena.</summary>
    public IHostBuffer AllocateHost(int bytes)
    {
        IHostBuffer buffer = _device.AllocateHost(bytes);
        _buffers.Add(buffer);
        return buffer;
    }

    public void Dispose()
    {
        foreach (IDisposable buffer in _buffers) { buffer.Dispose(); }

        _buffers.Clear();
        _reservation.Dispose();
    }
}
