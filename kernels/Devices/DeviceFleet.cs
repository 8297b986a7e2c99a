namespace FvmCompute.Kernels.Devices;

/// <summary>The devices of this process in service: what was discovered, and one slot for each device that was ever used. Safe for several threads.</summary>
/// <param name="cache">Null: <see cref="ProgramCache.Default"/>.</param>
public sealed class DeviceFleet(DeviceCatalog catalog, ProgramCache? cache = null, TimeProvider? time = null) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DeviceSlot> _slots = [];

    public DeviceCatalog Catalog { get; } = catalog;

    /// <summary>The device's slot; the fleet owns it.</summary>
    public DeviceSlot Slot(DeviceInfo device)
    {
        lock (_lock)
        {
            if (!_slots.TryGetValue(device.Id, out DeviceSlot? slot))
            {
                _slots[device.Id] = slot = new DeviceSlot(device, () => Catalog.Open(device, cache: cache), time: time);
            }

            return slot;
        }
    }

    /// <summary>Chooses the device for a job, among those that are neither quarantined nor lost; a lost one whose time has come is probed first.</summary>
    /// <exception cref="DeviceUnavailableException">Strict, and what was asked for cannot be had.</exception>
    public DeviceSelection Select(DeviceRequest request, bool strict, CancellationToken cancellation)
    {
        foreach (DeviceSlot slot in Slots()) { slot.ProbeIfDue(cancellation); }

        return DeviceSelector.Select(Catalog, request, strict, WhyUnavailable);
    }

    /// <param name="selfTest">Tests every usable device now; otherwise what is known from earlier tests is reported.</param>
    public DeviceReport Report(DeviceRequest request, bool strict, bool selfTest, CancellationToken cancellation)
    {
        Dictionary<string, SelfTestResult?> results = Catalog.Devices
            .Where(device => device.UnusableReason.Length == 0)
            .ToDictionary(device => device.Id, device => selfTest ? Slot(device).SelfTest(cancellation) : Known(device)?.LastSelfTest);
        return DeviceReport.Create(Catalog, request, strict, WhyUnavailable, device => results.GetValueOrDefault(device.Id));
    }

    public void Dispose()
    {
        foreach (DeviceSlot slot in Slots()) { slot.Dispose(); }
    }

    private string WhyUnavailable(DeviceInfo device) => Known(device)?.UnavailableReason ?? "";

    private DeviceSlot? Known(DeviceInfo device)
    {
        lock (_lock) { return _slots.GetValueOrDefault(device.Id); }
    }

    private DeviceSlot[] Slots()
    {
        lock (_lock) { return [.. _slots.Values]; }
    }
}
