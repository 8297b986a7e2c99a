using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Devices.Cpu;
using FvmCompute.Primitives.Merkle;

namespace FvmCompute.Kernels.Prover.Cpu;

/// <summary>The prover's operations on the host's processor, which reads matrices where the caller has them.</summary>
/// <param name="threads">At least 1.</param>
public sealed class CpuProverBackend(MemoryBudget memory, int threads) : IProverBackend
{
    public string Device => $"{CpuDevice.Id}, {threads} threads";

    public MemoryBudget Memory => memory;

    public long RowsBytes(RowsShape shape) => 0;

    public CommitMemory CommitBytes(RowsShape shape, int rateLog)
    {
        shape.Check(rateLog);
        long tree = (2 * ((long)MerkleHash.Bytes << shape.DomainLog(rateLog))) - MerkleHash.Bytes;
        return new CommitMemory(tree, new CosetBatch(shape, rateLog, threads).Bytes);
    }

    public IProverSession Begin(long peakBytes, CancellationToken cancellation)
    {
        MemoryReservation reservation = memory.ReserveAsync(peakBytes, cancellation).GetAwaiter().GetResult();
        return new CpuProverSession(this, new SessionMemory(Device, reservation), Threads(cancellation));
    }

    public void Dispose()
    {
    }

    private ParallelOptions Threads(CancellationToken cancellation) => new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
}
