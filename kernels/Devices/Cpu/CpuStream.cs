namespace FvmCompute.Kernels.Devices.Cpu;

internal sealed class CpuStream : IDeviceStream
{
    public void Upload(IHostBuffer source, IDeviceBuffer destination, long destinationOffset, int bytes) =>
        source.Span[..bytes].CopyTo(((CpuBuffer)destination).At(destinationOffset, bytes));

    public void Download(IDeviceBuffer source, long sourceOffset, IHostBuffer destination, int bytes) =>
        ((CpuBuffer)source).At(sourceOffset, bytes).CopyTo(destination.Span);

    public void Fill(IDeviceBuffer buffer, byte value)
    {
        const int Step = 1 << 30;
        for (long at = 0; at < buffer.Bytes; at += Step) { ((CpuBuffer)buffer).At(at, (int)Math.Min(Step, buffer.Bytes - at)).Fill(value); }
    }

    public void Launch(IDeviceKernel kernel, long groups, ReadOnlySpan<KernelArgument> arguments)
    {
        kernel.Entry.Check(arguments, groups);
        CpuLaunch launch = new(arguments);
        CpuKernel body = kernel.Entry.Cpu;
        if (groups == 1) { body(launch, 0); }
        else { Parallel.For(0, groups, group => body(launch, group)); }
    }

    public void Finish()
    {
    }

    public void Dispose()
    {
    }
}
