namespace FvmCompute.Kernels.Devices.Cpu;

/// <summary>Does one work-group's share of a launch. Groups run on several threads at once and share nothing but the buffers.</summary>
public delegate void CpuKernel(CpuLaunch launch, long group);

/// <summary>The arguments of a launch, as the C# twin of a kernel reads them.</summary>
public sealed class CpuLaunch
{
    private readonly KernelArgument[] _arguments;

    internal CpuLaunch(ReadOnlySpan<KernelArgument> arguments) => _arguments = arguments.ToArray();

    public uint UInt32(int index) => checked((uint)_arguments[index].Value);

    public ulong UInt64(int index) => _arguments[index].Value;

    /// <summary>A window of a buffer; a range outside the buffer throws, where a GPU would fault.</summary>
    public Span<byte> Bytes(int index, long offset, int bytes) => ((CpuBuffer)_arguments[index].Buffer!).At(offset, bytes);
}
