using FvmCompute.Kernels.Blake2bTree;
using FvmCompute.Kernels.Devices;
using FvmCompute.Primitives.Ntt;

namespace FvmCompute.Kernels.Prover.Far;

/// <summary>The working memory of a commitment: the roots of its domain, and a batch of cosets as planes and as leaves.</summary>
internal sealed class CosetBuffers : IDisposable
{
    /// <summary>Items that are collected with one launch, at most.</summary>
    public const int MostItems = 1 << 13;

    private const int LeastCollectedBytes = 32 * MostItems;

    private readonly List<FarBuffer> _owned = [];
    private readonly long _rootsBytes;
    private readonly long _batchBytes;

    public CosetBuffers(FarProverSession session, RowsShape shape, int rateLog)
    {
        (_rootsBytes, _batchBytes) = (FarProverBackend.RootsBytes(shape, rateLog), FarProverBackend.BatchBytes(shape, rateLog));
        try
        {
            Roots = New(session, _rootsBytes);
            Values = New(session, _batchBytes);
            Leaves = New(session, _batchBytes + Blake2bTreeKernel.LeafPaddingBytes);
            Orders = New(session, MostItems * sizeof(ulong));
            Collected = New(session, CollectedBytes(shape));
            session.Link.Send(RowTransform.Roots(shape.DomainLog(rateLog)), Roots);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IDeviceBuffer Roots { get; }

    public IDeviceBuffer Values { get; }

    public IDeviceBuffer Leaves { get; }

    /// <summary>For the numbers of items to collect.</summary>
    public IDeviceBuffer Orders { get; }

    /// <summary>For the items; at least one leaf or as many digests as orders.</summary>
    public IDeviceBuffer Collected { get; }

    /// <summary>All of these buffers.</summary>
    public static long Bytes(RowsShape shape, int rateLog) => FarProverBackend.RootsBytes(shape, rateLog)
        + (2 * FarProverBackend.BatchBytes(shape, rateLog)) + Blake2bTreeKernel.LeafPaddingBytes + (MostItems * sizeof(ulong)) + CollectedBytes(shape);

    public bool Fit(RowsShape shape, int rateLog) =>
        FarProverBackend.RootsBytes(shape, rateLog) <= _rootsBytes && FarProverBackend.BatchBytes(shape, rateLog) <= _batchBytes
        && CollectedBytes(shape) <= Collected.Bytes;

    public void Dispose()
    {
        foreach (FarBuffer buffer in _owned) { buffer.Dispose(); }
    }

    private static long CollectedBytes(RowsShape shape) => Math.Max(LeastCollectedBytes, shape.LeafBytes);

    private IDeviceBuffer New(FarProverSession session, long bytes)
    {
        FarBuffer buffer = session.New(bytes);
        _owned.Add(buffer);
        return buffer.Device;
    }
}
