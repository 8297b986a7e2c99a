namespace FvmCompute.Kernels.Devices;

/// <summary>
/// An open device: the seam between host code of a kernel and CUDA, OpenCL or the CPU. Safe for several threads; a stream belongs to one at a time.
/// Failures of the device are <see cref="DeviceException"/>.
/// </summary>
public interface IDevice : IDisposable
{
    DeviceInfo Info { get; }

    /// <summary>What jobs reserve before they start; all device memory is taken through <see cref="DeviceArena"/>.</summary>
    MemoryBudget Memory { get; }

    /// <summary>Device memory of undefined content, outside any budget. Use <see cref="DeviceArena.Allocate"/>.</summary>
    IDeviceBuffer Allocate(long bytes);

    /// <summary>Pinned host memory, the only memory copies to and from the device start at.</summary>
    IHostBuffer AllocateHost(int bytes);

    IDeviceStream CreateStream();

    /// <summary>Compiles the module for this device, or takes it from the disk cache. The caller owns the program.</summary>
    IDeviceProgram Load(KernelModule module);
}

/// <summary>Memory on the device.</summary>
public interface IDeviceBuffer : IDisposable
{
    long Bytes { get; }
}

/// <summary>Page-locked memory on the host.</summary>
public interface IHostBuffer : IDisposable
{
    /// <summary>Not to be touched while a copy of it is under way, nor after disposal.</summary>
    Span<byte> Span { get; }
}

/// <summary>
/// Commands that run in order; commands of two streams may overlap. Submitting returns before the work is done. What was submitted must take at most
/// <see cref="SubmissionSlicer.LongestSubmission"/> before <see cref="Finish"/> is called, so that a cancelled job frees the device in time.
/// </summary>
public interface IDeviceStream : IDisposable
{
    /// <summary>Copies the first <paramref name="bytes"/> bytes of the host buffer.</summary>
    void Upload(IHostBuffer source, IDeviceBuffer destination, long destinationOffset, int bytes);

    /// <summary>Copies to the start of the host buffer.</summary>
    void Download(IDeviceBuffer source, long sourceOffset, IHostBuffer destination, int bytes);

    void Fill(IDeviceBuffer buffer, byte value);

    /// <summary>Runs <paramref name="groups"/> work-groups of the kernel's own size.</summary>
    /// <exception cref="ArgumentException">The arguments are not those the kernel declares.</exception>
    void Launch(IDeviceKernel kernel, long groups, ReadOnlySpan<KernelArgument> arguments);

    /// <summary>Waits for everything submitted; a failure on the way is thrown here.</summary>
    void Finish();
}

/// <summary>A compiled module on one device.</summary>
public interface IDeviceProgram : IDisposable
{
    /// <summary>The kernel belongs to the program.</summary>
    /// <exception cref="ArgumentException">The module has no entry of this name.</exception>
    IDeviceKernel Kernel(string name);
}

/// <summary>An entry point of a program.</summary>
public interface IDeviceKernel
{
    KernelEntry Entry { get; }
}
