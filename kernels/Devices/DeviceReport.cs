namespace FvmCompute.Kernels.Devices;

/// <summary>What will run where and why not on a GPU when not: the content of <c>fvmcompute devices</c>, for a table as for JSON.</summary>
/// <param name="Requested"><c>auto</c> or a device id.</param>
/// <param name="Selected">Id of the device jobs run on; empty when strictness forbids the fallback.</param>
/// <param name="FallbackReason">Why it is not what was asked for; empty when it is.</param>
/// <param name="Notes">What discovery missed and why.</param>
public sealed record DeviceReport(
    string Requested,
    string Selected,
    string FallbackReason,
    IReadOnlyList<DeviceReportEntry> Devices,
    IReadOnlyList<string> Notes)
{
    /// <summary>Whether jobs can run as asked, and no device that was tested failed.</summary>
    public bool IsHealthy => Selected.Length > 0 && Devices.All(device => device.SelfTest?.Passed ?? true);

    /// <param name="strict">The fallback is then reported as a reason without a selected device.</param>
    /// <param name="unavailable">As for <see cref="DeviceSelector.Select"/>.</param>
    /// <param name="selfTest">Runs or recalls the self-test of a device; null results are left out.</param>
    public static DeviceReport Create(
        DeviceCatalog catalog,
        DeviceRequest request,
        bool strict,
        Func<DeviceInfo, string>? unavailable = null,
        Func<DeviceInfo, SelfTestResult?>? selfTest = null)
    {
        DeviceSelection selection = DeviceSelector.Select(catalog, request, strict: false, unavailable);
        string selected = strict && selection.IsFallback ? "" : selection.Device.Id;
        DeviceReportEntry[] devices = [.. catalog.Devices.Select(device => new DeviceReportEntry(
            device,
            device.Id == selected || device.Aliases.Contains(selected),
            device.UnusableReason.Length > 0 ? device.UnusableReason : unavailable?.Invoke(device) ?? "",
            selfTest?.Invoke(device)))];
        return new DeviceReport(request.Text, selected, selection.FallbackReason, devices, catalog.Notes);
    }
}

/// <summary>One line of the listing.</summary>
/// <param name="UnusableReason">Why no job can run there now; empty when one can.</param>
/// <param name="SelfTest">Null when it was not run.</param>
public sealed record DeviceReportEntry(DeviceInfo Device, bool IsSelected, string UnusableReason, SelfTestResult? SelfTest);
