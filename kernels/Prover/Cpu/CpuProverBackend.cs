using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Devices.Cpu;
using FvmCompute.Kernels.Prover.Cpu.Fractions;
using FvmCompute.Kernels.Prover.Cpu.Inner;
using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Kernels.Prover.Cpu.Rows;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Merkle;

namespace FvmCompute.Kernels.Prover.Cpu;

/// <summary>The prover's operations on the host's processor, which reads matrices where the caller has them.</summary>
/// <param name="threads">At least 1.</param>
public sealed class CpuProverBackend(MemoryBudget memory, int threads) : IProverBackend
{
    private readonly HostRegions _regions = new();

    public string Device => $"{CpuDevice.Id}, {threads} threads";

    public MemoryBudget Memory => memory;

    /// <summary>The instruction set of sumchecks and folds.</summary>
    public CpuLevel Level { get; init; } = CpuPath.Current;

    public ProverMemory RowsBytes(RowsShape shape) => ProverMemory.Zero;

    public ProverMemory TreeBytes(RowsShape shape, int rateLog)
    {
        shape.Check(rateLog);
        return OnDevice(HostArena.BlockBytes(MerkleTree.BytesOf(shape.DomainLog(rateLog))));
    }

    public ProverMemory EncodingBytes(RowsShape shape, int rateLog)
    {
        shape.Check(rateLog);
        return OnDevice(HostArena.BlockBytes(new CosetBatch(shape, rateLog).Bytes));
    }

    public ProverMemory FractionBytes(int logLeaves, long usedLeaves) => OnDevice(CpuFractionTree.Bytes(logLeaves, usedLeaves));

    public ProverMemory RowSumcheckBytes(int columns, int logHeight) => OnDevice(RowColumns.Bytes(columns, logHeight));

    public ProverMemory ReductionBytes(int logRowLength, IReadOnlyList<WeightTerm> terms) => OnDevice(new WeightGroups(terms, logRowLength).Bytes());

    public ProverMemory ProductBytes(int logInner) => OnDevice(2 * HostArena.ElementBlockBytes(1L << logInner));

    public ProverMemory PolynomialBytes(int logRowLength) => OnDevice(2 * HostArena.ElementBlockBytes(1L << logRowLength));

    public ProverMemory OracleRowsBytes(RowsShape shape) => OnDevice(HostArena.BlockBytes(shape.Words * sizeof(ulong)));

    public IProverSession Begin(ProverMemory peak, CancellationToken cancellation)
    {
        Require.Exactly(peak.HostBytes, 0, "host bytes beside those of the device, which is the host");
        MemoryReservation reservation = memory.ReserveAsync(peak.DeviceBytes, cancellation).GetAwaiter().GetResult();
        return new CpuProverSession(new SessionMemory(Device, reservation), _regions, new Workers(threads, Level, cancellation));
    }

    /// <summary>Frees the memory that it keeps for further sessions; sessions that are still there keep theirs.</summary>
    public void Dispose() => _regions.Dispose();

    private static ProverMemory OnDevice(long bytes) => new(bytes, HostBytes: 0);
}
