using System.Buffers;
using FvmCompute.Kernels.Devices.Cpu;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Kernels.Blake2bTree;

/// <summary>The twin of <c>blake2b_tree.cl</c> on the vectorised many-message hash.</summary>
internal static class Blake2bTreeCpu
{
    public const int GroupSize = 128;
    public const int DigestBytes = 32;

    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;
    private const int NodeMessageBytes = 1 + (2 * DigestBytes);

    /// <summary>Messages hashed at once stay in the second-level cache: 128 leaves of up to 2 KiB; longer ones gain nothing from being many.</summary>
    private const int LongestBatchedLeaf = 2048;

    /// <summary>data, tree, source, first, count, leafBytes: as the kernel.</summary>
    public static void Leaves(CpuLaunch launch, long group)
    {
        long first = group * GroupSize;
        int leafBytes = checked((int)launch.UInt32(5));
        int count = (int)Math.Min(GroupSize, launch.UInt32(4) - first);
        ReadOnlySpan<byte> data = launch.Bytes(0, ((long)launch.UInt64(2) + first) * leafBytes, checked(count * leafBytes));
        Span<byte> digests = launch.Bytes(1, ((long)launch.UInt64(3) + first) * DigestBytes, count * DigestBytes);
        if (leafBytes <= LongestBatchedLeaf) { HashTogether(data, leafBytes, digests); }
        else { HashOneByOne(data, leafBytes, digests); }
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
            HashPairs(launch.Bytes(0, children * DigestBytes, 2 * width * DigestBytes), launch.Bytes(0, (parents + first) * DigestBytes, width * DigestBytes));
            children = parents + first;
            parents += pairs;
            (first, pairs, width) = (first / 2, pairs / 2, width / 2);
        }
    }

    private static void HashPairs(ReadOnlySpan<byte> children, Span<byte> parents)
    {
        int pairs = parents.Length / DigestBytes;
        Span<byte> messages = stackalloc byte[GroupSize * NodeMessageBytes];
        for (int i = 0; i < pairs; i++)
        {
            Span<byte> message = messages.Slice(i * NodeMessageBytes, NodeMessageBytes);
            message[0] = NodePrefix;
            children.Slice(2 * i * DigestBytes, 2 * DigestBytes).CopyTo(message[1..]);
        }

        Blake2b.HashMany(messages[..(pairs * NodeMessageBytes)], NodeMessageBytes, parents);
    }

    private static void HashTogether(ReadOnlySpan<byte> data, int leafBytes, Span<byte> digests)
    {
        int count = digests.Length / DigestBytes;
        int messageBytes = leafBytes + 1;
        byte[] rented = ArrayPool<byte>.Shared.Rent(count * messageBytes);
        for (int i = 0; i < count; i++)
        {
            rented[i * messageBytes] = LeafPrefix;
            data.Slice(i * leafBytes, leafBytes).CopyTo(rented.AsSpan((i * messageBytes) + 1));
        }

        Blake2b.HashMany(rented.AsSpan(0, count * messageBytes), messageBytes, digests);
        ArrayPool<byte>.Shared.Return(rented);
    }

    private static void HashOneByOne(ReadOnlySpan<byte> data, int leafBytes, Span<byte> digests)
    {
        for (int i = 0; i * DigestBytes < digests.Length; i++)
        {
            Blake2bHasher hasher = new(DigestBytes);
            hasher.Update([LeafPrefix]);
            hasher.Update(data.Slice(i * leafBytes, leafBytes));
            hasher.Finish(digests.Slice(i * DigestBytes, DigestBytes));
        }
    }
}
