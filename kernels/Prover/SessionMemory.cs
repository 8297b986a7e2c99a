using FvmCompute.Kernels.Devices;

namespace FvmCompute.Kernels.Prover;

/// <summary>A session's share of a device's budget, and who holds how much of it.</summary>
internal sealed class SessionMemory(string device, MemoryReservation reservation) : IDisposable
{
    private readonly List<IDisposable> _holders = [];
    private long _takenBytes;

    /// <summary>The session's share.</summary>
    public long CapacityBytes => reservation.Bytes;

    /// <summary>What nobody holds.</summary>
    public long FreeBytes => reservation.Bytes - _takenBytes;

    /// <summary>Takes bytes until the share is disposed.</summary>
    /// <exception cref="DeviceMemoryException">The session reserved less.</exception>
    public MemoryShare Take(long bytes)
    {
        if (_takenBytes + bytes > reservation.Bytes)
        {
            throw new DeviceMemoryException(device, _takenBytes + bytes, reservation.Bytes, "the session's reservation");
        }

        _takenBytes += bytes;
        return new MemoryShare(this, bytes);
    }

    /// <summary>Gives back to the budget what nobody holds.</summary>
    public void Trim() => reservation.Shrink(_takenBytes);

    /// <summary>Disposes it with the session, if nobody did before.</summary>
    public T Own<T>(T holder)
        where T : IDisposable
    {
        _holders.Add(holder);
        return holder;
    }

    public void Dispose()
    {
        foreach (IDisposable holder in _holders) { holder.Dispose(); }

        _holders.Clear();
        reservation.Dispose();
    }

    private void Return(long bytes) => _takenBytes -= bytes;

    /// <summary>Bytes taken of a session.</summary>
    internal sealed class MemoryShare(SessionMemory memory, long bytes) : IDisposable
    {
        private SessionMemory? _memory = memory;

        public void Dispose() => Interlocked.Exchange(ref _memory, null)?.Return(bytes);
    }
}
