using FvmCompute.Kernels.Devices.Cpu;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Kernels.Sha256Tree;

/// <summary>The twin of <c>sha256_tree.cl</c> on the vectorised node hash (16, 8 or 1 nodes at once, as <c>FVMCOMPUTE_CPU</c> says).</summary>
internal static class Sha256TreeCpu
{
    public const int GroupSize = 128;

    /// <summary>nodes, roots, pairs, levels: as the kernel.</summary>
    public static void Reduce(CpuLaunch launch, long group)
    {
        long first = group * GroupSize;
        long pairs = launch.UInt32(2);
        int levels = (int)launch.UInt32(3);
        int width = (int)Math.Min(GroupSize, pairs - first);

        Span<byte> kept = stackalloc byte[GroupSize * Sha256Nodes.NodeBytes];
        scoped ReadOnlySpan<byte> nodes = launch.Bytes(0, 2 * first * Sha256Nodes.NodeBytes, 2 * width * Sha256Nodes.NodeBytes);
        for (int level = 1; level <= levels; level++)
        {
            Span<byte> parents = kept[..(width * Sha256Nodes.NodeBytes)];
            Sha256Nodes.HashPairs(nodes, parents);
            nodes = parents;
            width = Math.Max(1, width / 2);
        }

        nodes.CopyTo(launch.Bytes(1, (first >> (levels - 1)) * Sha256Nodes.NodeBytes, nodes.Length));
    }
}
