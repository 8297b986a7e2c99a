namespace FvmCompute.Kernels.Devices;

/// <summary>How a device is driven.</summary>
public enum DeviceFramework
{
    /// <summary>Vectorised C# in this process.</summary>
    Cpu,

    /// <summary>CUDA driver API, kernels as PTX.</summary>
    Cuda,

    /// <summary>OpenCL 1.2, kernels as source.</summary>
    OpenCl,
}

/// <summary>What a device is.</summary>
public enum DeviceKind
{
    /// <summary>The host's processor, whichever framework drives it (PoCL is one).</summary>
    Cpu,

    /// <summary>A graphics card or a compute card of that kind.</summary>
    Gpu,

    /// <summary>Anything else OpenCL knows: accelerators, custom devices.</summary>
    Other,
}

/// <summary>One device as one framework sees it.</summary>
public sealed record DeviceInfo
{
    /// <summary>
    /// <c>cpu</c>, <c>cuda:0</c>, <c>opencl:1</c>: what <c>--device</c> takes. OpenCL devices are counted across platforms, in the loader's order.
    /// </summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Vendor { get; init; }

    public required DeviceFramework Framework { get; init; }

    public required DeviceKind Kind { get; init; }

    /// <summary>Position within the framework.</summary>
    public int Index { get; init; }

    public string DriverVersion { get; init; } = "";

    /// <summary>CUDA version the driver supports, or the OpenCL version of the device.</summary>
    public string ToolkitVersion { get; init; } = "";

    /// <summary>Total bytes of the memory kernels work in, whoever uses it.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Multiprocessors, compute units, or hardware threads.</summary>
    public int ComputeUnits { get; init; }

    /// <summary>CUDA compute capability as 10 × major + minor; 0 elsewhere.</summary>
    public int ComputeCapability { get; init; }

    /// <summary>As <c>8-4-4-4-12</c> hexadecimal digits; empty when the device does not say.</summary>
    public string Uuid { get; init; } = "";

    /// <summary>As <c>0000:3b:00.0</c>; empty when the device does not say.</summary>
    public string PciBusId { get; init; } = "";

    /// <summary>Ids under which another framework shows the same card; naming one of them selects that framework.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Why the device can never be used here; empty when it can.</summary>
    public string UnusableReason { get; init; } = "";

    /// <summary>Whether <c>auto</c> may choose it.</summary>
    public bool IsAutomatic => Kind == DeviceKind.Gpu && UnusableReason.Length == 0;

    /// <summary>What a reader of the listing should know; empty when nothing.</summary>
    public string Remark => (Framework, Kind) switch
    {
        (DeviceFramework.OpenCl, DeviceKind.Cpu) => "an OpenCL device on the CPU: used only when named, never by auto",
        (DeviceFramework.OpenCl, DeviceKind.Other) => "neither GPU nor CPU: used only when named, never by auto",
        _ => "",
    };

    public override string ToString() => $"{Id} ({Name})";
}
