namespace FvmCompute.Kernels.Devices;

/// <summary>
/// A device in service: opened on first use, closed and probed again later when it is lost, kept out of use when one of its kernels answers wrongly.
/// Safe for several threads; jobs that run when the device is lost fail with <see cref="DeviceException"/>, later ones with
/// <see cref="DeviceUnavailableException"/> until a probe succeeds.
/// </summary>
public sealed class DeviceSlot : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Func<IDevice> _open;
    private readonly Func<IDevice, CancellationToken, SelfTestResult> _selfTest;
    private readonly TimeProvider _time;
    private IDevice? _device;
    private volatile string _quarantine = "";
    private volatile string _lost = "";
    private TimeSpan _pause = FirstPause;
    private DateTimeOffset _retryAt;

    /// <param name="open">Opens the device; called again after a loss.</param>
    /// <param name="selfTest">Run on every newly opened device; null: <see cref="DeviceSelfTest.Run"/>.</param>
    public DeviceSlot(DeviceInfo info, Func<IDevice> open, Func<IDevice, CancellationToken, SelfTestResult>? selfTest = null, TimeProvider? time = null)
    {
        Info = info;
        _open = open;
        _selfTest = selfTest ?? DeviceSelfTest.Run;
        _time = time ?? TimeProvider.System;
    }

    public DeviceInfo Info { get; }

    /// <summary>Why the device is out of use now; empty when it is not. Never waits, also not while the device is being opened.</summary>
    public string UnavailableReason => _quarantine is { Length: > 0 } quarantine ? quarantine : _lost;

    /// <summary>The self-test of the device as it was last opened or tested; null before.</summary>
    public SelfTestResult? LastSelfTest { get; private set; }

    /// <summary>The open, tested device, still owned by the slot. After a loss this is also the probe, once its time has come.</summary>
    /// <exception cref="DeviceUnavailableException">Quarantined, or lost and not yet to be probed, or the probe failed.</exception>
    public IDevice Acquire(CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_quarantine.Length > 0) { throw new DeviceUnavailableException(Info.Id, _quarantine); }
            if (_device is not null) { return _device; }
            if (_lost.Length > 0 && _time.GetUtcNow() < _retryAt) { throw new DeviceUnavailableException(Info.Id, _lost, _retryAt); }

            try { return Open(cancellation); }
            catch (DeviceException failure)
            {
                Lose(failure.Message);
                throw new DeviceUnavailableException(Info.Id, _lost, _retryAt);
            }
        }
    }

    /// <summary>Tries a lost device again when its pause is over; does nothing otherwise.</summary>
    /// <returns>Whether the device can be used.</returns>
    public bool ProbeIfDue(CancellationToken cancellation)
    {
        if (_lost.Length == 0) { return _quarantine.Length == 0; }

        try { return Acquire(cancellation) is not null; }
        catch (DeviceUnavailableException) { return false; }
    }

    /// <summary>Tests the device again, opening it when needed; lifts a quarantine when all is well.</summary>
    public SelfTestResult SelfTest(CancellationToken cancellation)
    {
        lock (_lock)
        {
            _quarantine = "";
            try
            {
                if (_device is null) { Open(cancellation); }
                else { Judge(_selfTest(_device, cancellation)); }
            }
            catch (DeviceUnavailableException) { }
            catch (DeviceException failure)
            {
                Lose(failure.Message);
                LastSelfTest = SelfTestResult.NotOpened(Info.Id, failure.Message);
            }

            return LastSelfTest!;
        }
    }

    /// <summary>To be told every failure a job met on the device. A lost device is closed and removed from use; other failures change nothing.</summary>
    public void Report(DeviceException failure)
    {
        lock (_lock)
        {
            if (failure.Kind == DeviceFailure.Lost && _device is not null) { Lose(failure.Message); }
        }
    }

    public void Dispose()
    {
        lock (_lock) { Close(); }
    }

    /// <summary>Nothing stays open that was not tested.</summary>
    private IDevice Open(CancellationToken cancellation)
    {
        _device = _open();
        try
        {
            Judge(_selfTest(_device, cancellation));
            if (_quarantine.Length > 0) { throw new DeviceUnavailableException(Info.Id, _quarantine); }
        }
        catch
        {
            Close();
            throw;
        }

        _lost = "";
        _pause = FirstPause;
        return _device;
    }

    private void Judge(SelfTestResult result)
    {
        LastSelfTest = result;
        KernelCheck? wrong = result.Checks.FirstOrDefault(check => !check.Passed);
        _quarantine = wrong is null ? "" : $"quarantined: kernel {wrong.Kernel} failed its self-test: {wrong.Detail}";
    }

    private void Lose(string message)
    {
        Close();
        _lost = $"lost: {message}";
        _retryAt = _time.GetUtcNow() + _pause;
        _pause = TimeSpan.FromTicks(Math.Min(2 * _pause.Ticks, LongestPause.Ticks));
    }

    private void Close()
    {
        _device?.Dispose();
        _device = null;
    }
}
