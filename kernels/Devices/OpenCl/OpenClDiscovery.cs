using System.Buffers.Binary;
using FvmCompute.Kernels.Interop;

namespace FvmCompute.Kernels.Devices.OpenCl;

/// <summary>The devices of all OpenCL platforms.</summary>
internal sealed class OpenClDiscovery
{
    /// <summary>
    /// The process's: a loader loads the drivers at its first call, and ocl-icd 2.3.1 crashes, or finds no platform, when several threads make it at once.
    /// </summary>
    private static readonly Lock OneAtATime = new();

    private readonly List<DeviceInfo> _devices = [];
    private readonly List<nint> _handles = [];
    private readonly List<string> _notes = [];

    private OpenClDiscovery(OpenClDriver? driver) => Driver = driver;

    /// <summary>Null when there is none to talk to.</summary>
    public OpenClDriver? Driver { get; }

    public IReadOnlyList<DeviceInfo> Devices => _devices;

    /// <summary>What stood in the way, for the listing.</summary>
    public IReadOnlyList<string> Notes => _notes;

    public static OpenClDiscovery Run(ExportFinder? find, string reason)
    {
        OpenClDiscovery discovery;
        try { discovery = new OpenClDiscovery(find is null ? null : new OpenClDriver(find)); }
        catch (MissingExportException failure)
        {
            discovery = new OpenClDiscovery(null);
            reason = failure.Message;
        }

        if (discovery.Driver is null) { discovery._notes.Add($"OpenCL: {reason}"); }
        else
        {
            lock (OneAtATime) { discovery.Visit(discovery.Driver); }
        }

        return discovery;
    }

    /// <summary>The native handle of a device of this discovery.</summary>
    public nint Handle(DeviceInfo device) => _handles[device.Index];

    private void Visit(OpenClDriver driver)
    {
        try
        {
            nint[] platforms = driver.Platforms();
            if (platforms.Length == 0) { _notes.Add("OpenCL: the loader is installed, but no driver (no platform)"); }

            foreach (nint device in platforms.SelectMany(driver.Devices)) { Visit(driver, device); }
        }
        catch (DeviceException failure) { _notes.Add($"OpenCL: {failure.Message}"); }
    }

    /// <summary>A device that does not answer is noted and keeps its number, so that the numbers of the others do not depend on its mood.</summary>
    private void Visit(OpenClDriver driver, nint handle)
    {
        int index = _handles.Count;
        _handles.Add(handle);
        try { _devices.Add(Describe(driver, handle, index)); }
        catch (DeviceException failure) { _notes.Add($"OpenCL: {failure.Message}"); }
    }

    private static DeviceInfo Describe(OpenClDriver driver, nint handle, int index)
    {
        string id = $"opencl:{index}";
        return new DeviceInfo
        {
            Id = id,
            Name = driver.DeviceText(handle, OpenClDeviceInfo.Name, id),
            Vendor = driver.DeviceText(handle, OpenClDeviceInfo.Vendor, id),
            Framework = DeviceFramework.OpenCl,
            Kind = KindOf(driver.DeviceNumber(handle, OpenClDeviceInfo.Type, id)),
            Index = index,
            DriverVersion = driver.DeviceText(handle, OpenClDeviceInfo.DriverVersion, id),
            ToolkitVersion = driver.DeviceText(handle, OpenClDeviceInfo.Version, id),
            MemoryBytes = (long)driver.DeviceNumber(handle, OpenClDeviceInfo.GlobalMemoryBytes, id),
            ComputeUnits = (int)driver.DeviceNumber(handle, OpenClDeviceInfo.MaxComputeUnits, id),
            Uuid = DeviceIdentity.Uuid(driver.TryDeviceInfo(handle, OpenClDeviceInfo.Uuid)),
            PciBusId = PciBusId(driver, handle),
            UnusableReason = UnusableReason(driver, handle, id),
        };
    }

    /// <summary><c>cl_device_type</c>: 2 CPU, 4 GPU, 8 accelerator, 16 custom.</summary>
    private static DeviceKind KindOf(ulong type) => (type & 4) != 0 ? DeviceKind.Gpu : (type & 2) != 0 ? DeviceKind.Cpu : DeviceKind.Other;

    private static string UnusableReason(OpenClDriver driver, nint handle, string id)
    {
        if (driver.DeviceNumber(handle, OpenClDeviceInfo.Available, id) == 0) { return "the driver says it is not available"; }
        if (driver.DeviceNumber(handle, OpenClDeviceInfo.CompilerAvailable, id) == 0) { return "its driver has no compiler"; }

        ulong groupSize = driver.DeviceNumber(handle, OpenClDeviceInfo.MaxWorkGroupSize, id);
        return groupSize >= 128 ? "" : $"work-groups hold at most {groupSize} items; the kernels need 128";
    }

    private static string PciBusId(OpenClDriver driver, nint handle)
    {
        if (driver.TryDeviceInfo(handle, OpenClDeviceInfo.PciBusInfo) is { Length: >= 16 } words) { return DeviceIdentity.PciBusId(words); }
        if (driver.TryDeviceInfo(handle, OpenClDeviceInfo.AmdTopology) is { Length: 24 } topology && topology[0] == 1)
        {
            return DeviceIdentity.PciBusId(0, topology[21], topology[22], topology[23]);
        }

        return NvidiaPciBusId(driver, handle);
    }

    private static string NvidiaPciBusId(OpenClDriver driver, nint handle)
    {
        byte[]? bus = driver.TryDeviceInfo(handle, OpenClDeviceInfo.NvidiaPciBus);
        byte[]? slot = driver.TryDeviceInfo(handle, OpenClDeviceInfo.NvidiaPciSlot);
        if (bus is not { Length: 4 } || slot is not { Length: 4 }) { return ""; }

        byte[]? domain = driver.TryDeviceInfo(handle, OpenClDeviceInfo.NvidiaPciDomain);
        uint position = BinaryPrimitives.ReadUInt32LittleEndian(slot);
        return DeviceIdentity.PciBusId(
            domain is { Length: 4 } ? BinaryPrimitives.ReadUInt32LittleEndian(domain) : 0,
            BinaryPrimitives.ReadUInt32LittleEndian(bus),
            position >> 3,
            position & 7);
    }
}
