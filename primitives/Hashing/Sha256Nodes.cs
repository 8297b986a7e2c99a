using System.Runtime.Intrinsics;
using FvmCompute.Primitives.Cpu;

namespace FvmCompute.Primitives.Hashing;

/// <summary>The node hash of Filecoin's unsealed piece and sector trees: SHA-256 truncated to 254 bits so that every node is a BLS12-381 scalar.</summary>
public static class Sha256Nodes
{
    /// <summary>Bytes of a node.</summary>
    public const int NodeBytes = 32;

    /// <summary>What stays of byte 31 of a node: the two top bits of the little-endian number are cleared.</summary>
    public const byte TopByteMask = 0x3f;

    /// <summary>parents[i] = SHA-256(node[2i] ‖ node[2i+1]) with the two top bits of byte 31 cleared.</summary>
    /// <param name="nodes">An even number of 32-byte nodes, possibly none.</param>
    /// <param name="parents">At least half as many bytes; may start where the nodes start (in place), no other overlap is allowed.</param>
    public static void HashPairs(ReadOnlySpan<byte> nodes, Span<byte> parents) => HashPairs(CpuPath.Current, nodes, parents);

    internal static void HashPairs(CpuLevel level, ReadOnlySpan<byte> nodes, Span<byte> parents)
    {
        Require.MultipleOf(nodes.Length, 2 * NodeBytes);
        Require.AtLeast(parents.Length, nodes.Length / 2);
        switch (level)
        {
            case CpuLevel.Avx512: Sha256Lanes<Vector512<uint>, Lanes32x16>.HashPairs(nodes, parents); break;
            case CpuLevel.Avx2: Sha256Lanes<Vector256<uint>, Lanes32x8>.HashPairs(nodes, parents); break;
            default: Sha256Scalar.HashPairs(nodes, parents); break;
        }
    }
}
