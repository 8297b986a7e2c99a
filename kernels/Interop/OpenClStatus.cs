using FvmCompute.Kernels.Devices;

namespace FvmCompute.Kernels.Interop;

/// <summary>OpenCL statuses: their symbolic names (the API has no call for them) and what they mean for the device.</summary>
internal static class OpenClStatus
{
    /// <summary>NVIDIA's undocumented status for a fault inside a kernel.</summary>
    private const int NvidiaKernelFault = -9999;

    private static readonly Dictionary<int, string> Names = new()
    {
        [-1] = "CL_DEVICE_NOT_FOUND",
        [-2] = "CL_DEVICE_NOT_AVAILABLE",
        [-3] = "CL_COMPILER_NOT_AVAILABLE",
        [-4] = "CL_MEM_OBJECT_ALLOCATION_FAILURE",
        [-5] = "CL_OUT_OF_RESOURCES",
        [-6] = "CL_OUT_OF_HOST_MEMORY",
        [-7] = "CL_PROFILING_INFO_NOT_AVAILABLE",
        [-8] = "CL_MEM_COPY_OVERLAP",
        [-11] = "CL_BUILD_PROGRAM_FAILURE",
        [-12] = "CL_MAP_FAILURE",
        [-13] = "CL_MISALIGNED_SUB_BUFFER_OFFSET",
        [-14] = "CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST",
        [-15] = "CL_COMPILE_PROGRAM_FAILURE",
        [-16] = "CL_LINKER_NOT_AVAILABLE",
        [-17] = "CL_LINK_PROGRAM_FAILURE",
        [-30] = "CL_INVALID_VALUE",
        [-31] = "CL_INVALID_DEVICE_TYPE",
        [-32] = "CL_INVALID_PLATFORM",
        [-33] = "CL_INVALID_DEVICE",
        [-34] = "CL_INVALID_CONTEXT",
        [-35] = "CL_INVALID_QUEUE_PROPERTIES",
        [-36] = "CL_INVALID_COMMAND_QUEUE",
        [-37] = "CL_INVALID_HOST_PTR",
        [-38] = "CL_INVALID_MEM_OBJECT",
        [-42] = "CL_INVALID_BINARY",
        [-43] = "CL_INVALID_BUILD_OPTIONS",
        [-44] = "CL_INVALID_PROGRAM",
        [-45] = "CL_INVALID_PROGRAM_EXECUTABLE",
        [-46] = "CL_INVALID_KERNEL_NAME",
        [-47] = "CL_INVALID_KERNEL_DEFINITION",
        [-48] = "CL_INVALID_KERNEL",
        [-49] = "CL_INVALID_ARG_INDEX",
        [-50] = "CL_INVALID_ARG_VALUE",
        [-51] = "CL_INVALID_ARG_SIZE",
        [-52] = "CL_INVALID_KERNEL_ARGS",
        [-53] = "CL_INVALID_WORK_DIMENSION",
        [-54] = "CL_INVALID_WORK_GROUP_SIZE",
        [-55] = "CL_INVALID_WORK_ITEM_SIZE",
        [-56] = "CL_INVALID_GLOBAL_OFFSET",
        [-57] = "CL_INVALID_EVENT_WAIT_LIST",
        [-58] = "CL_INVALID_EVENT",
        [-59] = "CL_INVALID_OPERATION",
        [-61] = "CL_INVALID_BUFFER_SIZE",
        [-63] = "CL_INVALID_GLOBAL_WORK_SIZE",
        [-1001] = "CL_PLATFORM_NOT_FOUND_KHR",
        [NvidiaKernelFault] = "fault in a kernel (NVIDIA)",
    };

    public static void Check(int status, string call, string device)
    {
        if (status < 0) { throw Failure(status, call, device); }
    }

    public static DeviceException Failure(int status, string call, string device, string detail = "") =>
        new(device, call, status, Names.GetValueOrDefault(status, "unknown OpenCL status"), KindOf(status, call), detail);

    /// <summary>Out of resources means a full card when something is created, and a faulted one when work is submitted or awaited.</summary>
    private static DeviceFailure KindOf(int status, string call) => status switch
    {
        -4 or -6 or -61 => DeviceFailure.OutOfMemory,
        -5 => call.StartsWith("clCreate", StringComparison.Ordinal) ? DeviceFailure.OutOfMemory : DeviceFailure.Lost,
        -3 or -11 or -15 or -16 or -17 or -42 or -43 or -45 => DeviceFailure.Build,
        -2 or -14 or -34 or -36 or NvidiaKernelFault => DeviceFailure.Lost,
        _ => DeviceFailure.Refused,
    };
}
