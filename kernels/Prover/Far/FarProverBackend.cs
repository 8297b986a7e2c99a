using FvmCompute.Kernels.Blake2bTree;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Kernels.RowEncode;

namespace FvmCompute.Kernels.Prover.Far;

/// <summary>
/// The prover's operations on a device with memory of its own. Encoding, hashing, trees and openings are kernels; all operations that have no kernel yet run on
/// the host, which keeps its own copy of what they need. The device and the host's backend stay the caller's.
/// </summary>
public sealed class FarProverBackend : IProverBackend
{
    /// <summary>Values that a batch of cosets has at least, where the codeword has as many: enough to fill a large device.</summary>
    private const long LeastWords = 1 << 24;

    private readonly RowEncodeKernel _encode;
    private readonly Blake2bTreeKernel _tree;
    private readonly IDevice _device;
    private readonly CpuProverBackend _host;

    /// <exception cref="DeviceException">The kernels do not compile on the device.</exception>
    public FarProverBackend(IDevice device, CpuProverBackend host)
    {
        (_device, _host) = (device, host);
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

    public ProverMemory RowsBytes(RowsShape shape) => OnDevice(shape.Words * sizeof(ulong));

    public ProverMemory TreeBytes(RowsShape shape, int rateLog)
    {
        shape.Check(rateLog);
        return OnDevice(Blake2bTreeKernel.TreeBytes(1L << shape.DomainLog(rateLog)));
    }

    public ProverMemory EncodingBytes(RowsShape shape, int rateLog)
    {
        shape.Check(rateLog);
        return OnDevice(CosetBuffers.Bytes(shape, rateLog));
    }

    public ProverMemory FractionBytes(int logLeaves, long usedLeaves) => OnHost(_host.FractionBytes(logLeaves, usedLeaves));

    public ProverMemory RowSumcheckBytes(int columns, int logHeight) => OnHost(_host.RowSumcheckBytes(columns, logHeight));

    public ProverMemory ReductionBytes(int logRowLength, IReadOnlyList<WeightTerm> terms) => OnHost(_host.ReductionBytes(logRowLength, terms));

    public ProverMemory ProductBytes(int logInner) => OnHost(_host.ProductBytes(logInner));

    public ProverMemory PolynomialBytes(int logRowLength) => OnHost(_host.PolynomialBytes(logRowLength));

    public ProverMemory OracleRowsBytes(RowsShape shape) => new(shape.Words * sizeof(ulong), shape.Words * sizeof(ulong));

    public IProverSession Begin(ProverMemory peak, CancellationToken cancellation)
    {
        IProverSession host = _host.Begin(new(peak.HostBytes, HostBytes: 0), cancellation);
        try
        {
            MemoryReservation reservation = Memory.ReserveAsync(peak.DeviceBytes, cancellation).GetAwaiter().GetResult();
            return new FarProverSession((_device, _encode, _tree), new SessionMemory(Device, reservation), host, cancellation);
        }
        catch
        {
            host.Dispose();
            throw;
        }
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

    private static ProverMemory OnDevice(long bytes) => new(bytes, HostBytes: 0);

    private static ProverMemory OnHost(ProverMemory ofHost) => new(0, ofHost.DeviceBytes);
}
