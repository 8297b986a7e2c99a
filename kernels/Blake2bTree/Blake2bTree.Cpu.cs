using FvmCompute.Kernels.Devices.Cpu;
using FvmCompute.Primitives.Merkle;

namespace FvmCompute.Kernels.Blake2bTree;

/// <summary>The twin of <c>blake2b_tree.cl</c> on the vectorised many-message hash.</summary>
internal static class Blake2bTreeCpu
{
    public const int GroupSize = 128;
    public const int DigestBytes = MerkleHash.Bytes;

    /// <summary>data, tree, source, first, count, leafBytes: as the kernel.</summary>
    public static void Leaves(CpuLaunch launch, long group)
    {
        long first = group * GroupSize;
        int leafBytes = checked((int)launch.UInt32(5));
        int count = (int)Math.Min(GroupSize, launch.UInt32(4) - first);
        MerkleHash.Leaves(
            launch.Bytes(0, ((long)launch.UInt64(2) + first) * leafBytes, checked(count * leafBytes)),
            leafBytes,
            launch.Bytes(1, ((long)launch.UInt64(3) + first) * DigestBytes, count * DigestBytes));
    }

    /// <summary>tree, children, parents, pairs, levels: as the kernel.</summary>
    public static void Levels(CpuLaunch launch, long group)
    {
        long first = group * GroupSize;
        long children = (long)launch.UInt64(1) + (2 * first);
        long parents = (long)launch.UInt64(2);
        long pairs = launch.UInt32(3);
        int levels = (int)launch.UInt32(4);
        int width = (int)Math.Min(GroupSize, pairs - first);
        for (int level = 1; level <= levels; level++)
        {
            MerkleHash.Nodes(
                launch.Bytes(0, children * DigestBytes, 2 * width * DigestBytes),
                launch.Bytes(0, (parents + first) * DigestBytes, width * DigestBytes));
            children = parents + first;
            parents += pairs;
            (first, pairs, width) = (first / 2, pairs / 2, width / 2);
        }
    }
}
