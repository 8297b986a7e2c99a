using System.Text;

namespace FvmCompute.Kernels.Interop;

/// <summary>
/// The functions of <c>libcuda.so.1</c> that concern no context (CUDA driver API; the <c>_v2</c> names are the 64-bit forms the headers map to),
/// and the table of all others. Statuses other than success throw <see cref="Devices.DeviceException"/>.
/// </summary>
internal sealed unsafe class CudaDriver
{
    private readonly delegate* unmanaged<uint, int> _init;
    private readonly delegate* unmanaged<int*, int> _driverGetVersion;
    private readonly delegate* unmanaged<int, byte**, int> _getErrorName;
    private readonly delegate* unmanaged<int*, int> _deviceGetCount;
    private readonly delegate* unmanaged<int*, int, int> _deviceGet;
    private readonly delegate* unmanaged<byte*, int, int, int> _deviceGetName;
    private readonly delegate* unmanaged<byte*, int, int> _deviceGetUuid;
    private readonly delegate* unmanaged<byte*, int, int, int> _deviceGetPciBusId;
    private readonly delegate* unmanaged<nuint*, int, int> _deviceTotalMem;
    private readonly delegate* unmanaged<int*, int, int, int> _deviceGetAttribute;

    public CudaDriver(ExportFinder find)
    {
        nint Export(string name) => NativeExports.Require(find, name);
        _init = (delegate* unmanaged<uint, int>)Export("cuInit");
        _driverGetVersion = (delegate* unmanaged<int*, int>)Export("cuDriverGetVersion");
        _getErrorName = (delegate* unmanaged<int, byte**, int>)Export("cuGetErrorName");
        _deviceGetCount = (delegate* unmanaged<int*, int>)Export("cuDeviceGetCount");
        _deviceGet = (delegate* unmanaged<int*, int, int>)Export("cuDeviceGet");
        _deviceGetName = (delegate* unmanaged<byte*, int, int, int>)Export("cuDeviceGetName");
        _deviceGetUuid = (delegate* unmanaged<byte*, int, int>)Export("cuDeviceGetUuid");
        _deviceGetPciBusId = (delegate* unmanaged<byte*, int, int, int>)Export("cuDeviceGetPCIBusId");
        _deviceTotalMem = (delegate* unmanaged<nuint*, int, int>)Export("cuDeviceTotalMem_v2");
        _deviceGetAttribute = (delegate* unmanaged<int*, int, int, int>)Export("cuDeviceGetAttribute");
        Contexts = new CudaContextFunctions(find);
        Modules = new CudaModuleFunctions(find);
        Streams = new CudaStreamFunctions(find);
    }

    public CudaContextFunctions Contexts { get; }

    public CudaModuleFunctions Modules { get; }

    public CudaStreamFunctions Streams { get; }

    /// <summary>CUDA version the driver supports, as 1000 × major + 10 × minor.</summary>
    public int Version()
    {
        int version;
        Check(_driverGetVersion(&version), "cuDriverGetVersion", "cuda");
        return version;
    }

    public void Initialise() => Check(_init(0), "cuInit", "cuda");

    public int DeviceCount()
    {
        int count;
        Check(_deviceGetCount(&count), "cuDeviceGetCount", "cuda");
        return count;
    }

    public int Device(int ordinal)
    {
        int device;
        Check(_deviceGet(&device, ordinal), "cuDeviceGet", $"cuda:{ordinal}");
        return device;
    }

    public string Name(int device, string label)
    {
        Span<byte> text = stackalloc byte[256];
        fixed (byte* start = text) { Check(_deviceGetName(start, text.Length, device), "cuDeviceGetName", label); }
        return NativeText.Terminated(text);
    }

    /// <summary>Sixteen bytes; the first identification another framework's view of the card is matched by.</summary>
    public byte[] Uuid(int device, string label)
    {
        byte[] uuid = new byte[16];
        fixed (byte* start = uuid) { Check(_deviceGetUuid(start, device), "cuDeviceGetUuid", label); }
        return uuid;
    }

    /// <summary>As <c>0000:3b:00.0</c>.</summary>
    public string PciBusId(int device, string label)
    {
        Span<byte> text = stackalloc byte[64];
        fixed (byte* start = text) { Check(_deviceGetPciBusId(start, text.Length, device), "cuDeviceGetPCIBusId", label); }
        return NativeText.Terminated(text).ToLowerInvariant();
    }

    public long TotalMemory(int device, string label)
    {
        nuint bytes;
        Check(_deviceTotalMem(&bytes, device), "cuDeviceTotalMem_v2", label);
        return (long)bytes;
    }

    public int Attribute(CudaAttribute attribute, int device, string label)
    {
        int value;
        Check(_deviceGetAttribute(&value, (int)attribute, device), "cuDeviceGetAttribute", label);
        return value;
    }

    public void Check(int status, string call, string device)
    {
        if (status != 0) { throw CudaStatus.Failure(device, call, status, StatusName(status)); }
    }

    private string StatusName(int status)
    {
        byte* name = null;
        return _getErrorName(status, &name) == 0 && name is not null ? NativeText.At(name) : "unknown CUDA status";
    }
}

/// <summary>The values of <c>CUdevice_attribute</c> that are asked for.</summary>
internal enum CudaAttribute
{
    MultiprocessorCount = 16,
    ComputeCapabilityMajor = 75,
    ComputeCapabilityMinor = 76,
}

/// <summary>Zero-terminated text that a driver wrote.</summary>
internal static unsafe class NativeText
{
    public static string Terminated(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]).Trim();
    }

    public static string At(byte* text)
    {
        int length = 0;
        while (text[length] != 0) { length++; }
        return Encoding.UTF8.GetString(text, length);
    }
}
