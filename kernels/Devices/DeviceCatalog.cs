using FvmCompute.Kernels.Devices.Cpu;
using FvmCompute.Kernels.Devices.Cuda;
using FvmCompute.Kernels.Devices.OpenCl;
using FvmCompute.Kernels.Interop;

namespace FvmCompute.Kernels.Devices;

/// <summary>The devices of this machine, as found once.</summary>
public sealed class DeviceCatalog
{
    private readonly CudaDiscovery _cuda;
    private readonly OpenClDiscovery _openCl;
    private readonly DeviceInfo[] _all;

    private DeviceCatalog(CudaDiscovery cuda, OpenClDiscovery openCl)
    {
        (_cuda, _openCl) = (cuda, openCl);
        DeviceInfo cpu = CpuDevice.Describe();
        Devices = [.. DeviceIdentity.Merge(cuda.Devices, openCl.Devices), cpu];
        Notes = [.. cuda.Notes, .. openCl.Notes];
        _all = [.. Devices, .. openCl.Devices.Where(view => Devices.All(device => device.Id != view.Id))];
    }

    /// <summary>One entry for each physical device, CUDA first, the CPU last.</summary>
    public IReadOnlyList<DeviceInfo> Devices { get; }

    /// <summary>What discovery missed and why, in sentences: a library that is not there, a device that does not answer.</summary>
    public IReadOnlyList<string> Notes { get; }

    public static DeviceCatalog Discover(DeviceLibraries? libraries = null)
    {
        libraries ??= DeviceLibraries.FromEnvironment();
        ExportFinder? cuda = libraries.OpenCuda(out string cudaReason);
        ExportFinder? openCl = libraries.OpenOpenCl(out string openClReason);
        return Discover(cuda, cudaReason, openCl, openClReason);
    }

    internal static DeviceCatalog Discover(ExportFinder? cuda, string cudaReason, ExportFinder? openCl, string openClReason) =>
        new(CudaDiscovery.Run(cuda, cudaReason), OpenClDiscovery.Run(openCl, openClReason));

    /// <summary>Also finds the OpenCL view of a card that is listed under its CUDA id.</summary>
    public DeviceInfo? Find(string id) => Array.Find(_all, device => device.Id == id);

    /// <summary>Opens a device of this catalog; the caller owns it.</summary>
    /// <param name="memoryBudgetBytes">Null: what the framework's device class finds reasonable.</param>
    /// <param name="cache">Null: <see cref="ProgramCache.Default"/>.</param>
    /// <exception cref="DeviceException">The driver refused.</exception>
    /// <exception cref="DeviceUnavailableException">The device can never be used here.</exception>
    public IDevice Open(DeviceInfo device, long? memoryBudgetBytes = null, ProgramCache? cache = null)
    {
        if (device.UnusableReason.Length > 0) { throw new DeviceUnavailableException(device.Id, device.UnusableReason); }

        cache ??= ProgramCache.Default();
        return device.Framework switch
        {
            DeviceFramework.Cuda when _cuda.Driver is not null => new CudaDevice(_cuda.Driver, device, cache, memoryBudgetBytes),
            DeviceFramework.OpenCl when _openCl.Driver is not null =>
                new OpenClDevice(_openCl.Driver, _openCl.Handle(device), device, cache, memoryBudgetBytes),
            DeviceFramework.Cpu => new CpuDevice(device, memoryBudgetBytes),
            _ => throw new DeviceUnavailableException(device.Id, "it is not of this catalog"),
        };
    }
}
