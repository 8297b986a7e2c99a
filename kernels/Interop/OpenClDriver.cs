using System.Buffers.Binary;

namespace FvmCompute.Kernels.Interop;

/// <summary>Platforms and devices of <c>libOpenCL.so.1</c> (OpenCL 1.2 API), and the tables of all other functions.</summary>
internal sealed unsafe class OpenClDriver
{
    private const int DeviceNotFound = -1;
    private const int PlatformNotFound = -1001;
    private const ulong AllDeviceTypes = 0xFFFFFFFF;

    private readonly delegate* unmanaged<uint, nint*, uint*, int> _getPlatformIds;
    private readonly delegate* unmanaged<nint, uint, nuint, void*, nuint*, int> _getPlatformInfo;
    private readonly delegate* unmanaged<nint, ulong, uint, nint*, uint*, int> _getDeviceIds;
    private readonly delegate* unmanaged<nint, uint, nuint, void*, nuint*, int> _getDeviceInfo;

    public OpenClDriver(ExportFinder find)
    {
        nint Export(string name) => NativeExports.Require(find, name);
        _getPlatformIds = (delegate* unmanaged<uint, nint*, uint*, int>)Export("clGetPlatformIDs");
        _getPlatformInfo = (delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)Export("clGetPlatformInfo");
        _getDeviceIds = (delegate* unmanaged<nint, ulong, uint, nint*, uint*, int>)Export("clGetDeviceIDs");
        _getDeviceInfo = (delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)Export("clGetDeviceInfo");
        Queues = new OpenClQueueFunctions(find);
        Programs = new OpenClProgramFunctions(find);
    }

    public OpenClQueueFunctions Queues { get; }

    public OpenClProgramFunctions Programs { get; }

    /// <summary>Empty when the loader finds no driver (an ICD loader alone is a normal installation).</summary>
    public nint[] Platforms()
    {
        uint count = 0;
        int status = _getPlatformIds(0, null, &count);
        if (status == PlatformNotFound || count == 0) { return []; }

        OpenClStatus.Check(status, "clGetPlatformIDs", "opencl");
        nint[] platforms = new nint[count];
        fixed (nint* first = platforms) { OpenClStatus.Check(_getPlatformIds(count, first, null), "clGetPlatformIDs", "opencl"); }
        return platforms;
    }

    public nint[] Devices(nint platform)
    {
        uint count = 0;
        int status = _getDeviceIds(platform, AllDeviceTypes, 0, null, &count);
        if (status == DeviceNotFound || count == 0) { return []; }

        OpenClStatus.Check(status, "clGetDeviceIDs", "opencl");
        nint[] devices = new nint[count];
        fixed (nint* first = devices) { OpenClStatus.Check(_getDeviceIds(platform, AllDeviceTypes, count, first, null), "clGetDeviceIDs", "opencl"); }
        return devices;
    }

    public string PlatformText(nint platform, OpenClPlatformInfo what)
    {
        nuint bytes = 0;
        OpenClStatus.Check(_getPlatformInfo(platform, (uint)what, 0, null, &bytes), $"clGetPlatformInfo({what})", "opencl");
        byte[] text = new byte[bytes];
        fixed (byte* start = text) { OpenClStatus.Check(_getPlatformInfo(platform, (uint)what, bytes, start, null), $"clGetPlatformInfo({what})", "opencl"); }
        return NativeText.Terminated(text);
    }

    /// <summary>The raw value, or null when the device does not know the question (extensions).</summary>
    public byte[]? TryDeviceInfo(nint device, OpenClDeviceInfo what)
    {
        nuint bytes = 0;
        if (_getDeviceInfo(device, (uint)what, 0, null, &bytes) != 0 || bytes == 0) { return null; }

        byte[] value = new byte[bytes];
        fixed (byte* start = value) { return _getDeviceInfo(device, (uint)what, bytes, start, null) == 0 ? value : null; }
    }

    public string DeviceText(nint device, OpenClDeviceInfo what, string label) => NativeText.Terminated(DeviceValue(device, what, label));

    /// <summary>A 32- or 64-bit unsigned value.</summary>
    public ulong DeviceNumber(nint device, OpenClDeviceInfo what, string label)
    {
        byte[] value = DeviceValue(device, what, label);
        return value.Length >= 8 ? BinaryPrimitives.ReadUInt64LittleEndian(value) : BinaryPrimitives.ReadUInt32LittleEndian(value);
    }

    private byte[] DeviceValue(nint device, OpenClDeviceInfo what, string label) =>
        TryDeviceInfo(device, what) ?? throw OpenClStatus.Failure(-30, $"clGetDeviceInfo({what})", label);
}

/// <summary>The values of <c>cl_platform_info</c> that are asked for.</summary>
internal enum OpenClPlatformInfo : uint
{
    Version = 0x0901,
    Name = 0x0902,
}

/// <summary>The values of <c>cl_device_info</c> that are asked for. Those after the first group belong to extensions a device may lack.</summary>
internal enum OpenClDeviceInfo : uint
{
    Type = 0x1000,
    MaxComputeUnits = 0x1002,
    MaxWorkGroupSize = 0x1004,
    MaxAllocationBytes = 0x1010,
    GlobalMemoryBytes = 0x101F,
    Available = 0x1027,
    CompilerAvailable = 0x1028,
    Name = 0x102B,
    Vendor = 0x102C,
    DriverVersion = 0x102D,
    Version = 0x102F,

    /// <summary><c>cl_khr_device_uuid</c>, sixteen bytes.</summary>
    Uuid = 0x106A,

    /// <summary><c>cl_khr_pci_bus_info</c>: domain, bus, device, function as 32-bit words.</summary>
    PciBusInfo = 0x410F,

    /// <summary><c>cl_nv_device_attribute_query</c>: bus; slot = device × 8 + function; domain.</summary>
    NvidiaPciBus = 0x4008,
    NvidiaPciSlot = 0x4009,
    NvidiaPciDomain = 0x400A,

    /// <summary><c>cl_amd_device_attribute_query</c>: 24 bytes, type 1, then bus, device, function in the last three.</summary>
    AmdTopology = 0x4037,
}
