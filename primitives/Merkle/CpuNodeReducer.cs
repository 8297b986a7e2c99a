using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Primitives.Merkle;

/// <summary>Folds trunc-254 SHA-256 trees on the calling thread.</summary>
/// <remarks>
/// Keeps 16 KiB plus 1/32 of the largest input as scratch between calls, so one instance serves one thread at a time.
/// </remarks>
public sealed class CpuNodeReducer : INodeReducer
{
    // Five levels over 1024 nodes stay in the first-level cache (32 KiB in, 16 KiB scratch) and leave
    // 32 nodes, so that every level still fills 16 vector lanes.
    private const int TileLevels = 5;
    private const int TileBytes = 1024 * Sha256Nodes.NodeBytes;

    private readonly CpuLevel _level;
    private readonly byte[] _tile = new byte[TileBytes / 2];
    private byte[] _scratch = [];

    /// <summary>A reducer on the instruction set of this process.</summary>
    public CpuNodeReducer()
        : this(CpuPath.Current)
    {
    }

    internal CpuNodeReducer(CpuLevel level) => _level = level;

    /// <inheritdoc/>
    public string Device => $"cpu/{_level}".ToLowerInvariant();

    /// <inheritdoc/>
    public void Reduce(ReadOnlySpan<byte> nodes, int levels, Span<byte> roots, CancellationToken ct)
    {
        Require.Between(levels, 0, INodeReducer.MaxLevels);
        Require.MultipleOf(nodes.Length, (long)Sha256Nodes.NodeBytes << levels);
        Require.Length(roots.Length, nodes.Length >> levels);
        ct.ThrowIfCancellationRequested();
        if (levels == 0)
        {
            nodes.CopyTo(roots);
            return;
        }

        while (levels > TileLevels)
        {
            Span<byte> folded = Scratch(nodes.Length >> TileLevels);
            FoldTiles(nodes, TileLevels, folded, ct);
            nodes = folded;
            levels -= TileLevels;
        }

        FoldTiles(nodes, levels, roots, ct);
    }

    /// <summary>Folds up to <see cref="TileLevels"/> levels; a tile is read before its result is written, so the output may start where the nodes start.</summary>
    private void FoldTiles(ReadOnlySpan<byte> nodes, int levels, Span<byte> folded, CancellationToken ct)
    {
        for (int at = 0; at < nodes.Length; at += TileBytes)
        {
            ct.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> tile = nodes.Slice(at, Math.Min(TileBytes, nodes.Length - at));
            for (int left = levels; left > 1; left--)
            {
                Span<byte> parents = _tile.AsSpan(0, tile.Length / 2);
                Sha256Nodes.HashPairs(_level, tile, parents);
                tile = parents;
            }

            Sha256Nodes.HashPairs(_level, tile, folded.Slice(at >> levels, tile.Length / 2));
        }
    }

    private Span<byte> Scratch(int bytes)
    {
        if (_scratch.Length < bytes) { _scratch = new byte[bytes]; }
        return _scratch.AsSpan(0, bytes);
    }
}
