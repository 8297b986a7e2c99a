using System.Runtime.InteropServices;
using FvmCompute.Kernels.Tests.Ptx;

namespace FvmCompute.Kernels.Tests.Devices;

public static unsafe partial class FakeCuda
{
    private static readonly Dictionary<string, nint> Table = new()
    {
        ["cuInit"] = (nint)(delegate* unmanaged<uint, int>)&Init,
        ["cuDriverGetVersion"] = (nint)(delegate* unmanaged<int*, int>)&DriverGetVersion,
        ["cuGetErrorName"] = (nint)(delegate* unmanaged<int, byte**, int>)&GetErrorName,
        ["cuDeviceGetCount"] = (nint)(delegate* unmanaged<int*, int>)&DeviceGetCount,
        ["cuDeviceGet"] = (nint)(delegate* unmanaged<int*, int, int>)&DeviceGet,
        ["cuDeviceGetName"] = (nint)(delegate* unmanaged<byte*, int, int, int>)&DeviceGetName,
        ["cuDeviceGetUuid"] = (nint)(delegate* unmanaged<byte*, int, int>)&DeviceGetUuid,
        ["cuDeviceGetPCIBusId"] = (nint)(delegate* unmanaged<byte*, int, int, int>)&DeviceGetPciBusId,
        ["cuDeviceTotalMem_v2"] = (nint)(delegate* unmanaged<nuint*, int, int>)&DeviceTotalMem,
        ["cuDeviceGetAttribute"] = (nint)(delegate* unmanaged<int*, int, int, int>)&DeviceGetAttribute,
        ["cuDevicePrimaryCtxRetain"] = (nint)(delegate* unmanaged<nint*, int, int>)&ContextRetain,
        ["cuDevicePrimaryCtxRelease_v2"] = (nint)(delegate* unmanaged<int, int>)&ContextRelease,
        ["cuDevicePrimaryCtxReset_v2"] = (nint)(delegate* unmanaged<int, int>)&ContextReset,
        ["cuCtxSetCurrent"] = (nint)(delegate* unmanaged<nint, int>)&ContextSetCurrent,
        ["cuMemGetInfo_v2"] = (nint)(delegate* unmanaged<nuint*, nuint*, int>)&MemoryInfo,
        ["cuMemAlloc_v2"] = (nint)(delegate* unmanaged<ulong*, nuint, int>)&MemoryAllocate,
        ["cuMemFree_v2"] = (nint)(delegate* unmanaged<ulong, int>)&MemoryFree,
        ["cuMemHostAlloc"] = (nint)(delegate* unmanaged<void**, nuint, uint, int>)&HostAllocate,
        ["cuMemFreeHost"] = (nint)(delegate* unmanaged<void*, int>)&HostFree,
        ["cuLinkCreate_v2"] = (nint)(delegate* unmanaged<uint, int*, void**, nint*, int>)&LinkCreate,
        ["cuLinkAddData_v2"] = (nint)(delegate* unmanaged<nint, int, void*, nuint, byte*, uint, int*, void**, int>)&LinkAddData,
        ["cuLinkComplete"] = (nint)(delegate* unmanaged<nint, void**, nuint*, int>)&LinkComplete,
        ["cuLinkDestroy"] = (nint)(delegate* unmanaged<nint, int>)&LinkDestroy,
        ["cuModuleLoadData"] = (nint)(delegate* unmanaged<nint*, void*, int>)&ModuleLoad,
        ["cuModuleUnload"] = (nint)(delegate* unmanaged<nint, int>)&ModuleUnload,
        ["cuModuleGetFunction"] = (nint)(delegate* unmanaged<nint*, nint, byte*, int>)&ModuleGetFunction,
        ["cuLaunchKernel"] = (nint)(delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int>)&Launch,
        ["cuStreamCreate"] = (nint)(delegate* unmanaged<nint*, uint, int>)&StreamCreate,
        ["cuStreamDestroy_v2"] = (nint)(delegate* unmanaged<nint, int>)&StreamDestroy,
        ["cuStreamQuery"] = (nint)(delegate* unmanaged<nint, int>)&StreamQuery,
        ["cuMemcpyHtoDAsync_v2"] = (nint)(delegate* unmanaged<ulong, void*, nuint, nint, int>)&Upload,
        ["cuMemcpyDtoHAsync_v2"] = (nint)(delegate* unmanaged<void*, ulong, nuint, nint, int>)&Download,
        ["cuMemsetD8Async"] = (nint)(delegate* unmanaged<ulong, byte, nuint, nint, int>)&Fill,
    };

    private static readonly Dictionary<int, nint> StatusNames = new()
    {
        [OutOfMemory] = Marshal.StringToHGlobalAnsi("CUDA_ERROR_OUT_OF_MEMORY"),
        [NoDevice] = Marshal.StringToHGlobalAnsi("CUDA_ERROR_NO_DEVICE"),
        [218] = Marshal.StringToHGlobalAnsi("CUDA_ERROR_INVALID_PTX"),
        [IllegalAddress] = Marshal.StringToHGlobalAnsi("CUDA_ERROR_ILLEGAL_ADDRESS"),
        [LaunchFailed] = Marshal.StringToHGlobalAnsi("CUDA_ERROR_LAUNCH_FAILED"),
    };

    [UnmanagedCallersOnly]
    private static int Init(uint flags) => flags == 0 ? Status("cuInit") : 1;

    [UnmanagedCallersOnly]
    private static int DriverGetVersion(int* version)
    {
        *version = 12040;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int GetErrorName(int status, byte** name)
    {
        *name = (byte*)StatusNames.GetValueOrDefault(status);
        return *name is null ? 1 : 0;
    }

    [UnmanagedCallersOnly]
    private static int DeviceGetCount(int* count)
    {
        *count = DeviceCount;
        return Status("cuDeviceGetCount");
    }

    [UnmanagedCallersOnly]
    private static int DeviceGet(int* device, int ordinal)
    {
        *device = 10 + ordinal;
        return ordinal < DeviceCount ? Status("cuDeviceGet") : 101;
    }

    [UnmanagedCallersOnly]
    private static int DeviceGetName(byte* text, int length, int device) => Text("Fake GPU"u8, text, length, device);

    [UnmanagedCallersOnly]
    private static int DeviceGetUuid(byte* uuid, int device)
    {
        Uuid.CopyTo(new Span<byte>(uuid, 16));
        uuid[15] += (byte)(device - 10);
        return Status("cuDeviceGetUuid");
    }

    [UnmanagedCallersOnly]
    private static int DeviceGetPciBusId(byte* text, int length, int device) => Text("0000:3B:00.0"u8, text, length, device);

    private static int Text(ReadOnlySpan<byte> value, byte* text, int length, int device)
    {
        value.CopyTo(new Span<byte>(text, length));
        text[value.Length] = 0;
        return device >= 10 ? 0 : 101;
    }

    [UnmanagedCallersOnly]
    private static int DeviceTotalMem(nuint* bytes, int device)
    {
        *bytes = 1 << 30;
        return device >= 10 ? 0 : 101;
    }

    [UnmanagedCallersOnly]
    private static int DeviceGetAttribute(int* value, int attribute, int device)
    {
        *value = attribute switch { 16 => 4, 75 => ComputeCapability / 10, 76 => ComputeCapability % 10, _ => -1 };
        return device >= 10 ? Status("cuDeviceGetAttribute") : 101;
    }

    [UnmanagedCallersOnly]
    private static int ContextRetain(nint* context, int device)
    {
        *context = 7;
        return device >= 10 ? Status("cuDevicePrimaryCtxRetain") : 101;
    }

    [UnmanagedCallersOnly]
    private static int ContextRelease(int device) => device >= 10 ? 0 : 101;

    [UnmanagedCallersOnly]
    private static int ContextReset(int device)
    {
        (Resets, _sticky) = (Resets + 1, 0);
        return device >= 10 ? 0 : 101;
    }

    [UnmanagedCallersOnly]
    private static int ContextSetCurrent(nint context)
    {
        _current = (int)context;
        return context == 7 ? Status("cuCtxSetCurrent") : 201;
    }

    [UnmanagedCallersOnly]
    private static int MemoryInfo(nuint* free, nuint* total)
    {
        (*free, *total) = (1 << 29, 1 << 30);
        return _current == 7 ? Status("cuMemGetInfo_v2") : 201;
    }

    [UnmanagedCallersOnly]
    private static int MemoryAllocate(ulong* address, nuint bytes)
    {
        int status = Status("cuMemAlloc_v2");
        if (status != 0) { return status; }

        *address = (ulong)NativeMemory.AlignedAlloc(bytes, 256);
        new Span<byte>((void*)*address, (int)bytes).Fill(0xEE);
        lock (Allocations) { Allocations[*address] = (int)bytes; }
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int MemoryFree(ulong address)
    {
        lock (Allocations)
        {
            if (!Allocations.Remove(address)) { return 1; }
        }

        NativeMemory.AlignedFree((void*)address);
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int HostAllocate(void** address, nuint bytes, uint flags)
    {
        *address = NativeMemory.AlignedAlloc(bytes, 4096);
        return flags == 1 ? Status("cuMemHostAlloc") : 1;
    }

    [UnmanagedCallersOnly]
    private static int HostFree(void* address)
    {
        NativeMemory.AlignedFree(address);
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int LinkCreate(uint count, int* options, void** values, nint* state)
    {
        _errorLog = count == 2 && options[0] == 5 && options[1] == 6 && (nint)values[1] > 64 ? (nint)values[0] : 0;
        *state = NewHandle();
        return _errorLog != 0 ? Status("cuLinkCreate_v2") : 1;
    }

    [UnmanagedCallersOnly]
    private static int LinkAddData(nint state, int type, void* data, nuint bytes, byte* name, uint count, int* options, void** values)
    {
        int status = Status("cuLinkAddData_v2");
        if (status != 0) { "ptxas error: planted"u8.CopyTo(new Span<byte>((void*)_errorLog, 64)); }

        ReadOnlySpan<byte> text = new(data, (int)bytes);
        if (type != 1 || text[^1] != 0 || name is null) { return 1; }

        _linked = text[..^1].ToArray();
        return status;
    }

    [UnmanagedCallersOnly]
    private static int LinkComplete(nint state, void** image, nuint* bytes)
    {
        Links++;
        byte[] packed = Image(_linked);
        _image = Marshal.AllocHGlobal(packed.Length);
        Marshal.Copy(packed, 0, _image, packed.Length);
        *image = (void*)_image;
        *bytes = (nuint)packed.Length;
        return Status("cuLinkComplete");
    }

    /// <summary>The image dies with the linker's state, as the documentation says.</summary>
    [UnmanagedCallersOnly]
    private static int LinkDestroy(nint state)
    {
        if (_image != 0) { Marshal.FreeHGlobal(_image); }
        _image = 0;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int ModuleLoad(nint* module, void* image)
    {
        int status = Status("cuModuleLoadData");
        if (status != 0) { return status; }
        if (Open(image) is not PtxProgram program) { return 200; }

        *module = NewHandle();
        Modules[*module] = program;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int ModuleUnload(nint module) => Modules.Remove(module) ? 0 : 400;

    [UnmanagedCallersOnly]
    private static int ModuleGetFunction(nint* function, nint module, byte* name)
    {
        if (!Modules[module].Entries.TryGetValue(Marshal.PtrToStringUTF8((nint)name)!, out PtxEntry? entry)) { return 500; }

        *function = NewHandle();
        Functions[*function] = entry;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int Launch(
        nint function,
        uint gridX,
        uint gridY,
        uint gridZ,
        uint blockX,
        uint blockY,
        uint blockZ,
        uint shared,
        nint stream,
        void** parameters,
        void** extra)
    {
        if (gridY != 1 || gridZ != 1 || blockY != 1 || blockZ != 1 || shared != 0 || extra is not null) { return 1; }

        PtxEntry entry = Functions[function];
        PtxMachine machine = new(entry, Pack(entry, parameters), new DeviceMemory());
        return Enqueue(stream, "cuLaunchKernel", () => machine.Run(gridX, blockX));
    }

    [UnmanagedCallersOnly]
    private static int StreamCreate(nint* stream, uint flags)
    {
        *stream = NewHandle();
        Streams[*stream] = [];
        return flags == 1 ? Status("cuStreamCreate") : 1;
    }

    [UnmanagedCallersOnly]
    private static int StreamDestroy(nint stream) => Streams.Remove(stream) ? 0 : 400;

    [UnmanagedCallersOnly]
    private static int StreamQuery(nint stream) => Drain(stream);

    [UnmanagedCallersOnly]
    private static int Upload(ulong destination, void* source, nuint bytes, nint stream)
    {
        nint from = (nint)source;
        return Enqueue(stream, "cuMemcpyHtoDAsync_v2", () => new Span<byte>((void*)from, (int)bytes).CopyTo(Device(destination, (long)bytes)));
    }

    [UnmanagedCallersOnly]
    private static int Download(void* destination, ulong source, nuint bytes, nint stream)
    {
        nint to = (nint)destination;
        return Enqueue(stream, "cuMemcpyDtoHAsync_v2", () =>
        {
            Span<byte> host = new((void*)to, (int)bytes);
            Device(source, (long)bytes).CopyTo(host);
            if (IsWrong) { host[^1] ^= 1; }
        });
    }

    [UnmanagedCallersOnly]
    private static int Fill(ulong destination, byte value, nuint bytes, nint stream) =>
        Enqueue(stream, "cuMemsetD8Async", () => Device(destination, (long)bytes).Fill(value));
}
