using FvmCompute.Kernels.Interop;

namespace FvmCompute.Kernels.Devices;

/// <summary>Which driver libraries discovery opens. Neither being present is normal.</summary>
public sealed record DeviceLibraries(string Cuda, string OpenCl)
{
    public const string CudaVariable = "FVMCOMPUTE_LIBCUDA";
    public const string OpenClVariable = "FVMCOMPUTE_LIBOPENCL";

    /// <summary>The names the drivers install; Debian's loader has no <c>libOpenCL.so</c> without the -1 unless the development package is there.</summary>
    public static DeviceLibraries Default { get; } = new("libcuda.so.1", "libOpenCL.so.1");

    /// <summary>The defaults, or the paths in the two variables (an unusual place, or a name that does not exist to hide a framework).</summary>
    public static DeviceLibraries FromEnvironment() => new(
        Environment.GetEnvironmentVariable(CudaVariable) is { Length: > 0 } cuda ? cuda : Default.Cuda,
        Environment.GetEnvironmentVariable(OpenClVariable) is { Length: > 0 } openCl ? openCl : Default.OpenCl);

    internal ExportFinder? OpenCuda(out string reason) => NativeExports.TryOpen([Cuda], out reason);

    internal ExportFinder? OpenOpenCl(out string reason) => NativeExports.TryOpen([OpenCl], out reason);
}
