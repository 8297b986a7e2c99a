using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Interop;

namespace FvmCompute.Kernels.Tests.Devices;

/// <summary>The machine's OpenCL (PoCL), except that its device may say it is another one, and that calls can be told to fail.</summary>
public static unsafe class DisguisedOpenCl
{
    private const uint Type = 0x1000;
    private const uint Uuid = 0x106A;

    private static readonly ExportFinder Real = DeviceLibraries.Default.OpenOpenCl(out _)!;
    private static readonly ConcurrentDictionary<string, int> Failures = new();

    /// <summary><c>cl_device_type</c>; 0: the truth.</summary>
    public static ulong DeviceType { get; set; }

    /// <summary>Null: the truth, which in PoCL's case is that it has none.</summary>
    public static byte[]? DeviceUuid { get; set; }

    public static void Reset()
    {
        Failures.Clear();
        (DeviceType, DeviceUuid) = (0, null);
    }

    public static void Fail(string function, int status) => Failures[function] = status;

    internal static nint Find(string name) => name switch
    {
        "clGetDeviceInfo" => (nint)(delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)&DeviceInfo,
        "clCreateBuffer" => (nint)(delegate* unmanaged<nint, ulong, nuint, void*, int*, nint>)&CreateBuffer,
        "clEnqueueNDRangeKernel" => (nint)(delegate* unmanaged<nint, nint, uint, nuint*, nuint*, nuint*, uint, nint*, nint*, int>)&Launch,
        "clFinish" => (nint)(delegate* unmanaged<nint, int>)&Finish,
        _ => Real(name),
    };

    [UnmanagedCallersOnly]
    private static int DeviceInfo(nint device, uint what, nuint size, void* value, nuint* needed)
    {
        ReadOnlySpan<byte> told = what == Type && DeviceType != 0 ? BitConverter.GetBytes(DeviceType) : what == Uuid ? DeviceUuid : null;
        if (told.IsEmpty) { return ((delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)Real("clGetDeviceInfo"))(device, what, size, value, needed); }

        if (needed is not null) { *needed = (nuint)told.Length; }
        if (value is not null) { told.CopyTo(new Span<byte>(value, (int)size)); }
        return 0;
    }

    [UnmanagedCallersOnly]
    private static nint CreateBuffer(nint context, ulong flags, nuint size, void* host, int* status)
    {
        if (Failures.TryGetValue("clCreateBuffer", out *status)) { return 0; }

        return ((delegate* unmanaged<nint, ulong, nuint, void*, int*, nint>)Real("clCreateBuffer"))(context, flags, size, host, status);
    }

    [UnmanagedCallersOnly]
    private static int Launch(nint queue, nint kernel, uint dimensions, nuint* offset, nuint* global, nuint* local, uint waits, nint* list, nint* done)
    {
        if (Failures.TryGetValue("clEnqueueNDRangeKernel", out int status)) { return status; }

        var real = (delegate* unmanaged<nint, nint, uint, nuint*, nuint*, nuint*, uint, nint*, nint*, int>)Real("clEnqueueNDRangeKernel");
        return real(queue, kernel, dimensions, offset, global, local, waits, list, done);
    }

    [UnmanagedCallersOnly]
    private static int Finish(nint queue) =>
        Failures.TryGetValue("clFinish", out int status) ? status : ((delegate* unmanaged<nint, int>)Real("clFinish"))(queue);
}
