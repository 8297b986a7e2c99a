using FvmCompute.Kernels.Blake2bTree;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.RowEncode;

namespace FvmCompute.Kernels.Prover.Far;

/// <summary>The prover's operations on a device with memory of its own, by kernels. The device stays the caller's.</summary>
public sealed class FarProverBackend : IProverBackend
{
    /// <summary>Values that a batch of cosets has at least, where the codeword has as many: enough to fill a large device.</summary>
    private const long LeastWords = 1 << 24;

    private readonly RowEncodeKernel _encode;
    private readonly Blake2bTreeKernel _tree;
    private readonly IDevice _device;

    /// <exception cref="DeviceException">The kernels do not compile on the device.</exception>
    public FarProverBackend(IDevice device)
    {
        _device = device;
        _encode = new RowEncodeKernel(device);
        try { _tree = new Blake2bTreeKernel(device); }
        catch
        {
            _encode.Dispose();
            throw;
        }
    }

    public string Device => _device.Info.ToString();

    public MemoryBudget Memory => _device.Memory;

    public long RowsBytes(RowsShape shape) => shape.Words * sizeof(ulong);

    public CommitMemory CommitBytes(RowsShape shape, int rateLog)
    {
        shape.Check(rateLog);
        return new CommitMemory(Blake2bTreeKernel.TreeBytes(1L << shape.DomainLog(rateLog)), CosetBuffers.Bytes(shape, rateLog));
    }

    public IProverSession Begin(long peakBytes, CancellationToken cancellation)
    {
        MemoryReservation reservation = Memory.ReserveAsync(peakBytes, cancellation).GetAwaiter().GetResult();
        return new FarProverSession(_device, _encode, _tree, new SessionMemory(Device, reservation), cancellation);
    }

    public void Dispose()
    {
        _encode.Dispose();
        _tree.Dispose();
    }

    /// <summary>Cosets that are made at a time.</summary>
    internal static int Cosets(RowsShape shape, int rateLog) => (int)Math.Min(1L << rateLog, (LeastWords / shape.Words) + 1);

    internal static long BatchBytes(RowsShape shape, int rateLog) => Cosets(shape, rateLog) * shape.Words * sizeof(ulong);

    internal static long RootsBytes(RowsShape shape, int rateLog) => sizeof(ulong) * (1L << Math.Max(shape.DomainLog(rateLog) - 1, 0));
}
