using System.Diagnostics;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Devices.Cpu;

namespace FvmCompute.Kernels.RowEncode;

/// <summary>
/// Encodes rows and gathers items on a device. What it is given lies on the device, and what it makes stays there. For one thread at a time; the
/// device stays the caller's.
/// </summary>
internal sealed class RowEncodeKernel : IDisposable
{
    private const int SmallestSlice = 1 << 14;
    private const int LargestSlice = 1 << 28;

    private readonly IDeviceProgram _program;
    private readonly IDeviceKernel _spread;
    private readonly IDeviceKernel _level;
    private readonly IDeviceKernel _leaves;
    private readonly IDeviceKernel _gather;
    private readonly SubmissionSlicer _slicer = new(SmallestSlice, LargestSlice);

    /// <exception cref="DeviceException">The kernels do not compile on the device.</exception>
    public RowEncodeKernel(IDevice device)
    {
        _program = device.Load(Module);
        _spread = _program.Kernel("row_encode_spread");
        _level = _program.Kernel("row_encode_level");
        _leaves = _program.Kernel("row_encode_leaves");
        _gather = _program.Kernel("row_encode_gather");
    }

    public static KernelModule Module { get; } = new(
        "row_encode",
        Entry("row_encode_spread", RowEncodeCpu.Spread, buffers: 2, numbers: 3),
        Entry("row_encode_level", RowEncodeCpu.Level, buffers: 2, numbers: 4),
        Entry("row_encode_leaves", RowEncodeCpu.Leaves, buffers: 2, numbers: 2),
        Entry("row_encode_gather", RowEncodeCpu.Gather, buffers: 3, numbers: 1));

    public void Dispose() => _program.Dispose();

    /// <summary>Encodes cosets of all planes of a matrix: values of the batch, then its leaves.</summary>
    /// <param name="rows">The matrix, an element's words together.</param>
    /// <param name="roots">The table of roots for the domain, <see cref="Primitives.Ntt.RowTransform.Roots"/>.</param>
    /// <param name="values">Scratch of <see cref="CosetRange.Words"/> words.</param>
    /// <param name="leaves">As many words, leaf after leaf.</param>
    public void Encode(
        IDeviceStream stream, IDeviceBuffer rows, IDeviceBuffer roots, IDeviceBuffer values, IDeviceBuffer leaves, CosetRange cosets, CancellationToken ct)
    {
        KernelArgument planes = KernelArgument.Of((uint)cosets.Planes), rowLog = KernelArgument.Of((uint)cosets.RowLog);
        Run(stream, _spread, cosets.Words, ct, KernelArgument.Of(rows), KernelArgument.Of(values), planes, rowLog, KernelArgument.Of((uint)cosets.Coordinates));
        for (int blockLog = cosets.RowLog; blockLog > 0; blockLog--)
        {
            Run(
                stream, _level, cosets.Words / 2, ct, KernelArgument.Of(values), KernelArgument.Of(roots), planes, rowLog,
                KernelArgument.Of((uint)blockLog), KernelArgument.Of((uint)cosets.First));
        }

        Run(stream, _leaves, cosets.Words, ct, KernelArgument.Of(values), KernelArgument.Of(leaves), planes, rowLog);
    }

    /// <summary>Collects items by their numbers.</summary>
    /// <param name="numbers">64-bit.</param>
    /// <param name="words">Of each item.</param>
    /// <param name="count">Of items.</param>
    public void Gather(IDeviceStream stream, IDeviceBuffer source, IDeviceBuffer numbers, IDeviceBuffer target, int words, int count, CancellationToken ct) =>
        Run(
            stream, _gather, (long)words * count, ct,
            KernelArgument.Of(source), KernelArgument.Of(numbers), KernelArgument.Of(target), KernelArgument.Of((uint)words));

    private static KernelEntry Entry(string name, CpuKernel cpu, int buffers, int numbers) => new(
        name,
        RowEncodeCpu.GroupSize,
        [
            .. Enumerable.Repeat(KernelParameter.Buffer, buffers), .. Enumerable.Repeat(KernelParameter.UInt32, numbers),
            KernelParameter.UInt64, KernelParameter.UInt32,
        ],
        cpu);

    /// <summary>Runs a kernel over items, in submissions that end in time; waits for each.</summary>
    private void Run(IDeviceStream stream, IDeviceKernel kernel, long items, CancellationToken ct, params ReadOnlySpan<KernelArgument> arguments)
    {
        for (long at = 0; at < items;)
        {
            ct.ThrowIfCancellationRequested();
            long count = Math.Min(items - at, _slicer.Items), start = Stopwatch.GetTimestamp();
            KernelArgument[] all = [.. arguments, KernelArgument.Of((ulong)at), KernelArgument.Of((uint)count)];
            stream.Launch(kernel, (count + RowEncodeCpu.GroupSize - 1) / RowEncodeCpu.GroupSize, all);
            stream.Finish();
            _slicer.Completed(count, Stopwatch.GetElapsedTime(start));
            at += count;
        }
    }
}

/// <summary>Some neighbouring cosets of the codewords of a matrix.</summary>
/// <param name="First">Of the cosets, in the codeword.</param>
/// <param name="Planes">Rows over F.</param>
/// <param name="Coordinates">Words of an element of the matrix.</param>
internal readonly record struct CosetRange(int First, int Cosets, int Planes, int RowLog, int Coordinates)
{
    public long Words => ((long)Cosets * Planes) << RowLog;
}
