using FvmCompute.Kernels.Interop;

namespace FvmCompute.Kernels.Devices.OpenCl;

/// <summary>A device driven through OpenCL 1.2.</summary>
internal sealed class OpenClDevice : IDevice
{
    private readonly OpenClContext _context;
    private readonly ProgramCache _cache;
    private readonly long _largestAllocation;

    /// <summary>OpenCL cannot say how much is free, so without a budget of its own the device gives jobs three quarters of all it has.</summary>
    public OpenClDevice(OpenClDriver driver, nint device, DeviceInfo info, ProgramCache cache, long? memoryBudgetBytes)
    {
        Info = info;
        _cache = cache;
        _context = new OpenClContext(driver, device, info.ToString());
        _largestAllocation = (long)driver.DeviceNumber(device, OpenClDeviceInfo.MaxAllocationBytes, info.ToString());
        Memory = new MemoryBudget(info.Id, memoryBudgetBytes ?? info.MemoryBytes / 4 * 3);
    }

    public DeviceInfo Info { get; }

    public MemoryBudget Memory { get; }

    public IDeviceBuffer Allocate(long bytes) => bytes <= _largestAllocation
        ? new OpenClBuffer(_context, bytes)
        : throw new DeviceMemoryException(Info.Id, bytes, _largestAllocation, "the driver's largest single allocation");

    public IHostBuffer AllocateHost(int bytes) => new OpenClHostBuffer(_context, bytes);

    public IDeviceStream CreateStream() => new OpenClStream(_context, Info.ToString());

    public IDeviceProgram Load(KernelModule module) => OpenClProgram.Load(_context, module, Info, _cache);

    public void Dispose() => _context.Dispose();
}
