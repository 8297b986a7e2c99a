using FvmCompute.Kernels.Devices;

namespace FvmCompute.Kernels.Interop;

/// <summary>What a <c>CUresult</c> means for the device. The symbolic name comes from the driver (<c>cuGetErrorName</c>).</summary>
internal static class CudaStatus
{
    public const int NotReady = 600;

    public static DeviceException Failure(string device, string call, int status, string name, string detail = "") =>
        new(device, call, status, name, KindOf(status), detail);

    /// <summary>
    /// The statuses after which every later call on the context fails too (the "sticky" ones: uncorrectable memory errors, faults in a kernel, a
    /// context destroyed under us, a card that fell off the bus).
    /// </summary>
    private static DeviceFailure KindOf(int status) => status switch
    {
        2 => DeviceFailure.OutOfMemory,
        200 or 209 or 218 or 221 or 222 or 223 or 300 => DeviceFailure.Build,
        3 or 4 or 46 or 100 or 101 or 201 or 214 or 220 or 226 or 802 => DeviceFailure.Lost,
        700 or 702 or 709 or 710 or (>= 714 and <= 719) or 721 or 999 => DeviceFailure.Lost,
        _ => DeviceFailure.Refused,
    };
}
