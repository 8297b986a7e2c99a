using System.Buffers.Binary;
using FvmCompute.Primitives.Merkle;
using FvmCompute.Prover.Whir;

namespace FvmCompute.Prover.Openings;

/// <summary>Cuts the openings of a level into parts that fit a message (proof-system.md §14).</summary>
internal static class PartEncoder
{
    private const int HeaderBytes = 5;

    /// <summary>All parts of a level, in order.</summary>
    /// <param name="maxBytes">Where even one position needs more, its part is longer.</param>
    public static IEnumerable<byte[]> Encode(OracleLevel level, int maxBytes)
    {
        for (int first = 0; first < level.Positions.Length;)
        {
            int count = level.Positions.Length - first;
            byte[] part = EncodePart(level, first, count);
            while (part.Length > maxBytes && count > 1)
            {
                count = (int)Math.Max(1, (long)count * maxBytes / part.Length);
                part = EncodePart(level, first, count);
            }

            yield return part;
            first += count;
        }
    }

    private static byte[] EncodePart(OracleLevel level, int first, int count)
    {
        ReadOnlySpan<uint> positions = level.Positions.AsSpan(first, count);
        byte[][] siblings = new byte[level.Trees.Count][];
        int length = HeaderBytes;
        for (int t = 0; t < siblings.Length; t++)
        {
            siblings[t] = level.Trees[t].Prove(positions);
            length += (level.Trees[t].Shape.LeafBytes * count) + sizeof(uint) + siblings[t].Length;
        }

        byte[] part = new byte[length];
        part[0] = (byte)level.Level;
        BinaryPrimitives.WriteUInt16LittleEndian(part.AsSpan(1), checked((ushort)first));
        BinaryPrimitives.WriteUInt16LittleEndian(part.AsSpan(3), checked((ushort)count));
        Span<byte> rest = part.AsSpan(HeaderBytes);
        for (int t = 0; t < siblings.Length; t++)
        {
            int leafBytes = level.Trees[t].Shape.LeafBytes;
            rest = rest[WriteTree(level.Leaves[t].AsSpan(first * leafBytes, count * leafBytes), siblings[t], rest)..];
        }

        return part;
    }

    private static int WriteTree(ReadOnlySpan<byte> leaves, byte[] siblings, Span<byte> bytes)
    {
        leaves.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[leaves.Length..], (uint)(siblings.Length / MerkleHash.Bytes));
        int header = leaves.Length + sizeof(uint);
        siblings.CopyTo(bytes[header..]);
        return header + siblings.Length;
    }
}
