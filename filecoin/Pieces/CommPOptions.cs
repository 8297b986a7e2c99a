using FvmCompute.Primitives.Merkle;

namespace FvmCompute.Filecoin.Pieces;

/// <summary>How to compute a piece commitment. The result never depends on threads, device or how the stream is cut.</summary>
public sealed record CommPOptions
{
    /// <summary>Threads that hash on the CPU, beside the calling thread that reads. Unused with a <see cref="Device"/>.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Hashes in place of the CPU; called by one thread at a time. Null for the CPU.</summary>
    public INodeReducer? Device { get; init; }

    /// <summary>Padded bytes given to the device at once: a power of two from 1 MiB to 1 GiB. About five times this is held in memory.</summary>
    public int DeviceSegmentBytes { get; init; } = 32 << 20;

    /// <summary>The padded size of the piece, where declared: a power of two, at least 128. Otherwise the smallest that holds the payload.</summary>
    public ulong? PaddedBytes { get; init; }

    /// <summary>The payload size, where declared: a payload of another size is refused.</summary>
    public ulong? PayloadBytes { get; init; }

    /// <summary>
    /// The most nodes that the <see cref="PieceTree"/> keeps: even, 2 to 2^20. 65,536 nodes are 2 MiB and each covers 1 MiB of a 64 GiB piece.
    /// </summary>
    public int RetainedNodes { get; init; } = 1 << 16;

    /// <summary>Told the payload bytes hashed so far, in rising order.</summary>
    public IProgress<long>? Progress { get; init; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Threads);
        if (DeviceSegmentBytes is < SegmentHasher.BasePaddedBytes or > 1 << 30 || !int.IsPow2(DeviceSegmentBytes))
        {
            throw new ArgumentOutOfRangeException(nameof(DeviceSegmentBytes), DeviceSegmentBytes, "a device segment is a power of two from 1 MiB to 1 GiB");
        }

        if (RetainedNodes is < 2 or > PieceTree.MaxRetainedNodes || RetainedNodes % 2 != 0)
        {
            string allowed = $"retained nodes are an even number from 2 to {PieceTree.MaxRetainedNodes}";
            throw new ArgumentOutOfRangeException(nameof(RetainedNodes), RetainedNodes, allowed);
        }

        if (PaddedBytes is { } padded) { PieceSize.HeightOf(padded); }
    }
}
