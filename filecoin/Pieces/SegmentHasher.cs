using FvmCompute.Primitives.Merkle;

namespace FvmCompute.Filecoin.Pieces;

/// <summary>
/// Turns stretches of payload into nodes that each cover 1 MiB of padded data. Pads one tile at a time and folds it while it is in the cache. Keeps its
/// buffers between calls; serves one thread at a time.
/// </summary>
/// <param name="reducer">Folds the tiles; when several hashers share it they also share <paramref name="turn"/>.</param>
/// <param name="turn">Held while the reducer works; padding goes on beside it.</param>
/// <param name="tileBytes">Padded bytes of a tile.</param>
/// <param name="tileLevels">Levels folded in a tile, at most <see cref="BaseHeight"/>; the rest is folded over all tiles at once.</param>
internal sealed class SegmentHasher(INodeReducer reducer, Lock turn, int tileBytes, int tileLevels)
{
    /// <summary>Height of the nodes this makes.</summary>
    public const int BaseHeight = 15;

    /// <summary>Padded bytes under one such node.</summary>
    public const int BasePaddedBytes = PieceSize.NodeBytes << BaseHeight;

    /// <summary>Payload bytes under one such node.</summary>
    public const int BasePayloadBytes = BasePaddedBytes / Fr32.PaddedBlock * Fr32.PayloadBlock;

    // 1024 leaves: what CpuNodeReducer folds in the first-level cache, five levels at a time.
    private const int CpuTileBytes = 32 << 10;
    private const int CpuTileLevels = 5;

    private readonly byte[] _tile = new byte[tileBytes];
    private byte[] _row = [];

    /// <summary>A hasher on the calling thread's processor core.</summary>
    public static SegmentHasher OnCpu() => new(new CpuNodeReducer(), new Lock(), CpuTileBytes, CpuTileLevels);

    /// <summary>A hasher that gives <paramref name="device"/> up to <paramref name="segmentBytes"/> padded bytes at once.</summary>
    public static SegmentHasher OnDevice(INodeReducer device, Lock turn, int segmentBytes) => new(device, turn, segmentBytes, BaseHeight);

    /// <summary>The root of a payload that fits a tree of <paramref name="height"/>, at most <see cref="BaseHeight"/>, with zeros after it.</summary>
    public static void HashSmall(ReadOnlySpan<byte> payload, int height, Span<byte> root)
    {
        byte[] padded = new byte[PieceSize.NodeBytes << height];
        PadWithZeros(payload, padded);
        new CpuNodeReducer().Reduce(padded, height, root, CancellationToken.None);
    }

    /// <summary>One node for each started 1 MiB; the last one takes zeros after the payload.</summary>
    public void Hash(ReadOnlySpan<byte> payload, Span<byte> nodes, CancellationToken ct)
    {
        if (tileLevels == BaseHeight)
        {
            FoldTiles(payload, nodes, ct);
            return;
        }

        int rowBytes = nodes.Length << (BaseHeight - tileLevels);
        if (_row.Length < rowBytes) { _row = new byte[rowBytes]; }

        Span<byte> row = _row.AsSpan(0, rowBytes);
        int folded = FoldTiles(payload, row, ct);
        ZeroRoots.Fill(tileLevels, row[folded..]);
        reducer.Reduce(row, BaseHeight - tileLevels, nodes, ct);
    }

    /// <summary>Pads and folds tile by tile; returns the bytes of <paramref name="roots"/> written.</summary>
    private int FoldTiles(ReadOnlySpan<byte> payload, Span<byte> roots, CancellationToken ct)
    {
        int unitBytes = PieceSize.NodeBytes << tileLevels;
        int tilePayload = tileBytes / Fr32.PaddedBlock * Fr32.PayloadBlock;
        int written = 0;
        for (; !payload.IsEmpty; payload = payload[Math.Min(tilePayload, payload.Length)..])
        {
            ReadOnlySpan<byte> part = payload[..Math.Min(tilePayload, payload.Length)];
            int blocks = (part.Length + Fr32.PayloadBlock - 1) / Fr32.PayloadBlock;
            int units = ((blocks * Fr32.PaddedBlock) + unitBytes - 1) / unitBytes;
            Span<byte> tile = _tile.AsSpan(0, units * unitBytes);
            PadWithZeros(part, tile);
            lock (turn) { reducer.Reduce(tile, tileLevels, roots.Slice(written, units * PieceSize.NodeBytes), ct); }

            written += units * PieceSize.NodeBytes;
        }

        return written;
    }

    /// <summary>Pads a payload of any length and clears the rest of <paramref name="padded"/>.</summary>
    internal static void PadWithZeros(ReadOnlySpan<byte> payload, Span<byte> padded)
    {
        int whole = payload.Length / Fr32.PayloadBlock;
        int used = whole * Fr32.PaddedBlock;
        Fr32.Pad(payload[..(whole * Fr32.PayloadBlock)], padded[..used]);
        ReadOnlySpan<byte> rest = payload[(whole * Fr32.PayloadBlock)..];
        if (!rest.IsEmpty)
        {
            Span<byte> block = stackalloc byte[Fr32.PayloadBlock];
            block.Clear();
            rest.CopyTo(block);
            Fr32.Pad(block, padded.Slice(used, Fr32.PaddedBlock));
            used += Fr32.PaddedBlock;
        }

        padded[used..].Clear();
    }
}
