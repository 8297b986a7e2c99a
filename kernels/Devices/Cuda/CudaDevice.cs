using FvmCompute.Kernels.Interop;

namespace FvmCompute.Kernels.Devices.Cuda;

/// <summary>A card driven through the CUDA driver API.</summary>
internal sealed class CudaDevice : IDevice
{
    private readonly CudaContext _context;
    private readonly ProgramCache _cache;

    /// <summary>Without a budget of its own the device gives jobs nine tenths of what is free when it is opened.</summary>
    public CudaDevice(CudaDriver driver, DeviceInfo info, ProgramCache cache, long? memoryBudgetBytes)
    {
        Info = info;
        _cache = cache;
        _context = new CudaContext(driver, info.Index, info.ToString());
        Memory = new MemoryBudget(info.Id, memoryBudgetBytes ?? _context.FreeMemory() / 10 * 9);
    }

    public DeviceInfo Info { get; }

    public MemoryBudget Memory { get; }

    public IDeviceBuffer Allocate(long bytes) => new CudaBuffer(_context, bytes);

    public IHostBuffer AllocateHost(int bytes) => new CudaHostBuffer(_context, bytes);

    public IDeviceStream CreateStream() => new CudaStream(_context, Info.ToString());

    public IDeviceProgram Load(KernelModule module) => CudaProgram.Load(_context, module, Info, _cache);

    public void Dispose() => _context.Dispose();
}
