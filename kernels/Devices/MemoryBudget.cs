namespace FvmCompute.Kernels.Devices;

/// <summary>
/// The bytes of one device's memory that jobs share. A job states its peak once, before it starts; it waits in line while others hold too much, and is
/// refused with the number when the peak can never fit. First come, first served, so that a large job is not starved by small ones.
/// </summary>
public sealed class MemoryBudget(string device, long capacityBytes)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _line = [];
    private long _usedBytes;

    public long CapacityBytes { get; } = capacityBytes;

    public long UsedBytes
    {
        get { lock (_lock) { return _usedBytes; } }
    }

    /// <summary>Jobs in line.</summary>
    public int Waiting
    {
        get { lock (_lock) { return _line.Count; } }
    }

    /// <exception cref="DeviceMemoryException">The peak exceeds the capacity.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while in line.</exception>
    public async Task<MemoryReservation> ReserveAsync(long peakBytes, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(peakBytes);
        cancellation.ThrowIfCancellationRequested();
        if (peakBytes > CapacityBytes) { throw new DeviceMemoryException(device, peakBytes, CapacityBytes, "the device's budget"); }

        Waiter waiter = new(peakBytes);
        lock (_lock)
        {
            _line.AddLast(waiter);
            Admit();
        }

        using CancellationTokenRegistration registration = cancellation.Register(() => Leave(waiter, cancellation));
        return await waiter.Admitted.Task.ConfigureAwait(false);
    }

    internal void Return(long bytes)
    {
        lock (_lock)
        {
            _usedBytes -= bytes;
            Admit();
        }
    }

    /// <summary>Under the lock: lets in whoever fits, from the front.</summary>
    private void Admit()
    {
        while (_line.First is { Value: Waiter next } && _usedBytes + next.Bytes <= CapacityBytes)
        {
            _line.RemoveFirst();
            _usedBytes += next.Bytes;
            next.Admitted.SetResult(new MemoryReservation(this, next.Bytes));
        }
    }

    private void Leave(Waiter waiter, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (!_line.Remove(waiter)) { return; }

            waiter.Admitted.SetCanceled(cancellation);
            Admit();
        }
    }

    private sealed class Waiter(long bytes)
    {
        public long Bytes { get; } = bytes;

        public TaskCompletionSource<MemoryReservation> Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>A job's share of a budget, until it is disposed.</summary>
public sealed class MemoryReservation : IDisposable
{
    private MemoryBudget? _budget;

    internal MemoryReservation(MemoryBudget budget, long bytes) => (_budget, Bytes) = (budget, bytes);

    public long Bytes { get; private set; }

    /// <summary>Returns all but <paramref name="bytes"/>.</summary>
    public void Shrink(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        long surplus = Bytes - bytes;
        if (surplus <= 0 || _budget is null) { return; }
        Bytes = bytes;
        _budget.Return(surplus);
    }

    public void Dispose() => Interlocked.Exchange(ref _budget, null)?.Return(Bytes);
}
