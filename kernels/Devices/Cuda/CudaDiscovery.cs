using FvmCompute.Kernels.Interop;

namespace FvmCompute.Kernels.Devices.Cuda;

/// <summary>The cards the CUDA driver shows.</summary>
internal sealed class CudaDiscovery
{
    /// <summary>The loaded kernel module's version; the driver API only knows the CUDA version.</summary>
    private const string ModuleVersion = "/sys/module/nvidia/version";

    private CudaDiscovery(CudaDriver? driver, IReadOnlyList<DeviceInfo> devices, IReadOnlyList<string> notes) =>
        (Driver, Devices, Notes) = (driver, devices, notes);

    /// <summary>Null when there is none to talk to.</summary>
    public CudaDriver? Driver { get; }

    public IReadOnlyList<DeviceInfo> Devices { get; }

    /// <summary>What stood in the way, for the listing.</summary>
    public IReadOnlyList<string> Notes { get; }

    public static CudaDiscovery Run(ExportFinder? find, string reason)
    {
        if (find is null) { return new CudaDiscovery(null, [], [$"CUDA: {reason}"]); }

        try
        {
            CudaDriver driver = new(find);
            driver.Initialise();
            List<string> notes = [];
            return new CudaDiscovery(driver, [.. Describe(driver, notes)], notes);
        }
        catch (Exception failure) when (failure is DeviceException or MissingExportException)
        {
            return new CudaDiscovery(null, [], [$"CUDA: {failure.Message}"]);
        }
    }

    private static IEnumerable<DeviceInfo> Describe(CudaDriver driver, List<string> notes)
    {
        int version = driver.Version();
        int count = driver.DeviceCount();
        for (int ordinal = 0; ordinal < count; ordinal++)
        {
            DeviceInfo? device = null;
            try { device = Describe(driver, ordinal, version); }
            catch (DeviceException failure) { notes.Add($"CUDA: {failure.Message}"); }

            if (device is not null) { yield return device; }
        }
    }

    private static DeviceInfo Describe(CudaDriver driver, int ordinal, int version)
    {
        string id = $"cuda:{ordinal}";
        int device = driver.Device(ordinal);
        int major = driver.Attribute(CudaAttribute.ComputeCapabilityMajor, device, id);
        int capability = (10 * major) + driver.Attribute(CudaAttribute.ComputeCapabilityMinor, device, id);
        string toolkit = $"CUDA {version / 1000}.{version % 1000 / 10}";
        return new DeviceInfo
        {
            Id = id,
            Name = driver.Name(device, id),
            Vendor = "NVIDIA",
            Framework = DeviceFramework.Cuda,
            Kind = DeviceKind.Gpu,
            Index = ordinal,
            DriverVersion = ReadModuleVersion() ?? toolkit,
            ToolkitVersion = toolkit,
            MemoryBytes = driver.TotalMemory(device, id),
            ComputeUnits = driver.Attribute(CudaAttribute.MultiprocessorCount, device, id),
            ComputeCapability = capability,
            Uuid = DeviceIdentity.Uuid(driver.Uuid(device, id)),
            PciBusId = driver.PciBusId(device, id),
            UnusableReason = KernelModule.WhyUnusable(capability),
        };
    }

    private static string? ReadModuleVersion()
    {
        try { return File.Exists(ModuleVersion) ? File.ReadAllText(ModuleVersion).Trim() : null; }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException) { return null; }
    }
}
