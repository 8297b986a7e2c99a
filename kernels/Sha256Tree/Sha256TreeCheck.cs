using System.Security.Cryptography;
using FvmCompute.Kernels.Devices;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Kernels.Sha256Tree;

/// <summary>Self-test of the SHA-256 tree: against the platform's own SHA-256, one node at a time.</summary>
internal static class Sha256TreeCheck
{
    private const int NodeBytes = Sha256Nodes.NodeBytes;

    /// <summary>Roots and levels: one pair, around a warp (32), a group (128 pairs), several launches, and slices.</summary>
    private static readonly (int Roots, int Levels)[] Shapes = [(1, 1), (31, 1), (33, 2), (127, 1), (129, 3), (3, 7), (1, 8), (1, 9), (5, 11), (1, 14)];

    public static string Run(IDevice device, CancellationToken cancellation)
    {
        using Sha256TreeKernel kernel = new(device);
        foreach ((int roots, int levels) in Shapes) { Compare(kernel, roots, levels, cancellation); }

        return $"{Shapes.Length} trees of up to {Shapes.Max(shape => shape.Roots << shape.Levels)} nodes agree";
    }

    /// <summary>Every second-level pair is computed here by <see cref="SHA256"/>.</summary>
    public static void Fold(ReadOnlySpan<byte> nodes, int levels, Span<byte> roots)
    {
        byte[] level = nodes.ToArray();
        for (int length = level.Length; levels > 0; levels--, length /= 2)
        {
            for (int at = 0; at < length; at += 2 * NodeBytes)
            {
                Span<byte> parent = level.AsSpan(at / 2, NodeBytes);
                SHA256.HashData(level.AsSpan(at, 2 * NodeBytes), parent);
                parent[^1] &= Sha256Nodes.TopByteMask;
            }
        }

        level.AsSpan(0, roots.Length).CopyTo(roots);
    }

    private static void Compare(Sha256TreeKernel kernel, int roots, int levels, CancellationToken cancellation)
    {
        byte[] nodes = SelfTestInput.Bytes((roots << levels) * NodeBytes, seed: roots + levels);
        byte[] expected = new byte[roots * NodeBytes];
        byte[] got = SelfTestInput.Poison(roots * NodeBytes);
        Fold(nodes, levels, expected);
        kernel.Reduce(nodes, levels, got, cancellation);
        WrongResultException.Compare(got, expected, $"{roots} roots over {levels} levels");
    }
}
