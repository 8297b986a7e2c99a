using System.Runtime.InteropServices;
using FvmCompute.Primitives.Cpu;

namespace FvmCompute.Kernels.Devices.Cpu;

/// <summary>
/// The host's processor: kernels are their C# twins, work-groups are spread over all hardware threads, and every command is done when it returns.
/// </summary>
public sealed class CpuDevice : IDevice
{
    public const string Id = "cpu";

    /// <summary>Half of the memory is left to the operating system's file cache and to the rest of the process.</summary>
    public CpuDevice(DeviceInfo info, long? memoryBudgetBytes = null)
    {
        Info = info;
        Memory = new MemoryBudget(info.Id, memoryBudgetBytes ?? info.MemoryBytes / 2);
    }

    public DeviceInfo Info { get; }

    public MemoryBudget Memory { get; }

    public static DeviceInfo Describe() => new()
    {
        Id = Id,
        Name = ProcessorName(),
        Vendor = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
        Framework = DeviceFramework.Cpu,
        Kind = DeviceKind.Cpu,
        DriverVersion = RuntimeInformation.FrameworkDescription,
        ToolkitVersion = CpuPath.Current.ToString().ToLowerInvariant(),
        MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        ComputeUnits = Environment.ProcessorCount,
    };

    public IDeviceBuffer Allocate(long bytes) => new CpuBuffer(bytes);

    public IHostBuffer AllocateHost(int bytes) => new CpuBuffer(bytes);

    public IDeviceStream CreateStream() => new CpuStream();

    public IDeviceProgram Load(KernelModule module) => new CpuProgram(module);

    public void Dispose()
    {
    }

    private static string ProcessorName()
    {
        const string Field = "model name";
        try
        {
            string? line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(text => text.StartsWith(Field, StringComparison.Ordinal));
            return line is null ? "processor" : line[(line.IndexOf(':') + 1)..].Trim();
        }
        catch (IOException) { return "processor"; }
    }

    private sealed class CpuProgram(KernelModule module) : IDeviceProgram
    {
        public IDeviceKernel Kernel(string name) => new CpuDeviceKernel(module.Entry(name));

        public void Dispose()
        {
        }
    }

    private sealed record CpuDeviceKernel(KernelEntry Entry) : IDeviceKernel;
}
