using FvmCompute.Kernels.Interop;

namespace FvmCompute.Kernels.Devices.Cuda;

internal sealed class CudaProgram : IDeviceProgram
{
    private readonly CudaContext _context;
    private readonly KernelModule _module;
    private readonly nint _handle;
    private bool _disposed;

    private CudaProgram(CudaContext context, KernelModule module, nint handle) => (_context, _module, _handle) = (context, module, handle);

    /// <summary>From the cache when an intact entry loads; otherwise the PTX is linked for this card and kept.</summary>
    public static CudaProgram Load(CudaContext context, KernelModule module, DeviceInfo info, ProgramCache cache)
    {
        byte[] ptx = module.Ptx(info.ComputeCapability);
        ProgramKey key = ProgramKey.For(module, ptx, "", info);
        if (cache.TryRead(key) is byte[] kept)
        {
            try { return new CudaProgram(context, module, context.LoadModule(kept)); }
            catch (DeviceException failure) when (failure.Kind == DeviceFailure.Build) { cache.Remove(key); }
        }

        byte[] image = context.Link(ptx, module.Name);
        CudaProgram program = new(context, module, context.LoadModule(image));
        cache.TryWrite(key, image);
        return program;
    }

    public IDeviceKernel Kernel(string name)
    {
        KernelEntry entry = _module.Entry(name);
        return new CudaKernel(entry, _context.Function(_handle, name));
    }

    public void Dispose()
    {
        if (_disposed) { return; }

        _disposed = true;
        _context.UnloadModule(_handle);
    }
}

internal sealed record CudaKernel(KernelEntry Entry, nint Function) : IDeviceKernel;
