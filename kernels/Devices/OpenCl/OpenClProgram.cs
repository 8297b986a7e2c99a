using FvmCompute.Kernels.Interop;

namespace FvmCompute.Kernels.Devices.OpenCl;

internal sealed class OpenClProgram : IDeviceProgram
{
    private const string Options = "-cl-std=CL1.2";

    private readonly OpenClContext _context;
    private readonly KernelModule _module;
    private readonly nint _handle;
    private readonly Dictionary<string, OpenClKernel> _kernels = [];
    private bool _disposed;

    private OpenClProgram(OpenClContext context, KernelModule module, nint handle) => (_context, _module, _handle) = (context, module, handle);

    /// <summary>From the cache when an intact entry builds; otherwise from source, and kept.</summary>
    public static OpenClProgram Load(OpenClContext context, KernelModule module, DeviceInfo info, ProgramCache cache)
    {
        byte[] source = module.OpenClSource();
        ProgramKey key = ProgramKey.For(module, source, Options, info);
        if (cache.TryRead(key) is byte[] kept)
        {
            try { return new OpenClProgram(context, module, context.BuildBinary(kept, Options)); }
            catch (DeviceException failure) when (failure.Kind == DeviceFailure.Build) { cache.Remove(key); }
        }

        OpenClProgram program = new(context, module, context.BuildSource(source, Options));
        cache.TryWrite(key, context.Binary(program._handle));
        return program;
    }

    public IDeviceKernel Kernel(string name)
    {
        KernelEntry entry = _module.Entry(name);
        lock (_kernels)
        {
            if (!_kernels.TryGetValue(name, out OpenClKernel? kernel))
            {
                _kernels[name] = kernel = new OpenClKernel(entry, _context.CreateKernel(_handle, name), new object());
            }

            return kernel;
        }
    }

    public void Dispose()
    {
        if (_disposed) { return; }

        _disposed = true;
        foreach (OpenClKernel kernel in _kernels.Values) { _context.ReleaseKernel(kernel.Handle); }

        _context.ReleaseProgram(_handle);
    }
}

/// <summary><paramref name="Arguments"/> is the lock that keeps one launch's arguments together.</summary>
internal sealed record OpenClKernel(KernelEntry Entry, nint Handle, object Arguments) : IDeviceKernel;
