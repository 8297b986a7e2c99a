using FvmCompute.Kernels.Devices;
using FvmCompute.Primitives.Merkle;

namespace FvmCompute.Kernels.Blake2bTree;

/// <summary>Self-test of the BLAKE2b tree: against the hash of one message at a time.</summary>
internal static class Blake2bTreeCheck
{
    private const int DigestBytes = Blake2bTreeKernel.DigestBytes;

    /// <summary>Leaf length and depth: lengths around a word and a block (with its prefix byte), depths around a warp, a group and slices.</summary>
    private static readonly (int LeafBytes, int Depth)[] Shapes =
        [(1, 0), (7, 1), (8, 5), (9, 6), (32, 7), (126, 3), (127, 8), (128, 9), (129, 4), (255, 2), (256, 8), (1000, 3), (40, 13)];

    public static string Run(IDevice device, CancellationToken cancellation)
    {
        using Blake2bTreeKernel kernel = new(device);
        foreach ((int leafBytes, int depth) in Shapes) { Compare(kernel, leafBytes, depth, cancellation); }

        return $"{Shapes.Length} trees of up to {1 << Shapes.Max(shape => shape.Depth)} leaves agree";
    }

    public static void Build(ReadOnlySpan<byte> leaves, int leafBytes, Span<byte> tree)
    {
        int count = leaves.Length / leafBytes;
        for (int i = 0; i < count; i++) { MerkleHash.Leaf(leaves.Slice(i * leafBytes, leafBytes), tree.Slice(i * DigestBytes, DigestBytes)); }

        for (int start = 0; count > 1; start += count, count /= 2)
        {
            for (int i = 0; i < count / 2; i++)
            {
                MerkleHash.Node(tree.Slice((start + (2 * i)) * DigestBytes, 2 * DigestBytes), tree.Slice((start + count + i) * DigestBytes, DigestBytes));
            }
        }
    }

    private static void Compare(Blake2bTreeKernel kernel, int leafBytes, int depth, CancellationToken cancellation)
    {
        byte[] leaves = SelfTestInput.Bytes(leafBytes << depth, seed: leafBytes);
        byte[] expected = new byte[Blake2bTreeKernel.TreeBytes(1 << depth)];
        byte[] got = SelfTestInput.Poison(expected.Length);
        Build(leaves, leafBytes, expected);
        kernel.Build(leaves, leafBytes, got, cancellation);
        WrongResultException.Compare(got, expected, $"2^{depth} leaves of {leafBytes} bytes");
    }
}
