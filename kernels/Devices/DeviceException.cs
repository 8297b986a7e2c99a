namespace FvmCompute.Kernels.Devices;

/// <summary>What a failed native call means for the device and the job.</summary>
public enum DeviceFailure
{
    /// <summary>This call was refused; the device works on.</summary>
    Refused,

    /// <summary>No memory left on the device or for it; the device works on.</summary>
    OutOfMemory,

    /// <summary>A program did not compile or load; the device works on.</summary>
    Build,

    /// <summary>The device does not answer, or every later call would fail too: close it, and probe it again later.</summary>
    Lost,
}

/// <summary>A native call failed. The message names the device, the call and the status.</summary>
public sealed class DeviceException : Exception
{
    internal DeviceException(string device, string call, int status, string statusName, DeviceFailure kind, string detail = "")
        : base($"{device}: {call} failed with {statusName} ({status}){(detail.Length == 0 ? "" : ": " + detail)}")
    {
        Device = device;
        Call = call;
        Status = status;
        StatusName = statusName;
        Kind = kind;
    }

    /// <summary>Id of the device, or the framework's name when no device was involved yet.</summary>
    public string Device { get; }

    public string Call { get; }

    public int Status { get; }

    /// <summary>The status's symbolic name, such as <c>CUDA_ERROR_LAUNCH_FAILED</c>.</summary>
    public string StatusName { get; }

    public DeviceFailure Kind { get; }

    internal DeviceException WithDetail(string detail) => new(Device, Call, Status, StatusName, Kind, detail);
}

/// <summary>More device memory was asked for than there will ever be.</summary>
public sealed class DeviceMemoryException : Exception
{
    internal DeviceMemoryException(string device, long neededBytes, long allowedBytes, string limit)
        : base($"{device}: {neededBytes} bytes of device memory are needed; {limit} is {allowedBytes} bytes")
    {
        NeededBytes = neededBytes;
        AllowedBytes = allowedBytes;
    }

    public long NeededBytes { get; }

    public long AllowedBytes { get; }
}

/// <summary>The device asked for does not exist or is not used at present; the message says why.</summary>
public sealed class DeviceUnavailableException(string device, string reason, DateTimeOffset? retryAt = null)
    : Exception($"{device} is not available: {reason}")
{
    public string Device { get; } = device;

    public string Reason { get; } = reason;

    /// <summary>When a lost device is probed again; null when nothing will change by itself.</summary>
    public DateTimeOffset? RetryAt { get; } = retryAt;
}
