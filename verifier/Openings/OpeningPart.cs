using System.Buffers.Binary;
using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Openings;

/// <summary>
/// Bytes that open consecutive positions of one level in all its trees (proof-system.md §14). That it exists says that the bytes have exactly the shape of
/// the oracle and hold canonical elements only.
/// </summary>
internal readonly ref struct OpeningPart
{
    private const int HeaderBytes = 5;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly OracleShape _shape;

    private OpeningPart(ReadOnlySpan<byte> bytes, OracleShape shape, int first, int count)
    {
        _bytes = bytes;
        _shape = shape;
        (First, Count) = (first, count);
    }

    /// <summary>The number of the first position opened.</summary>
    public int First { get; }

    /// <summary>How many positions are opened; at least 1.</summary>
    public int Count { get; }

    /// <summary>Reads a part of a level that the caller expects.</summary>
    /// <returns>Null and the part, or what is wrong.</returns>
    public static Rejection? TryRead(ReadOnlySpan<byte> bytes, OracleShape shape, out OpeningPart part)
    {
        part = default;
        WireReader reader = new(bytes, Reason.Decode);
        (byte level, ushort first, ushort count) = (reader.U8("part level"), reader.U16("part first"), reader.U16("part count"));
        if (!reader.Ok) { return reader.Fault; }
        if (level != shape.Level) { return Rejection.Of(Reason.PartOrder, "level of part", 0, $"{shape.Level}", level); }
        if (count < 1 || first + count > shape.Positions)
        {
            return Rejection.Of(Reason.PartRange, "positions of part", first, $"1..{shape.Positions - first} from {first}", count);
        }

        foreach (int rows in shape.TreeRows) { ReadTree(ref reader, shape, rows, count); }
        if (reader.End("part") is { } fault) { return fault; }
        part = new(bytes, shape, first, count);
        return null;
    }

    /// <summary>Leaves and siblings of a tree.</summary>
    /// <param name="tree">A tree of the oracle.</param>
    public void Tree(int tree, out ReadOnlySpan<byte> leaves, out ReadOnlySpan<byte> siblings)
    {
        ReadOnlySpan<byte> rest = _bytes[HeaderBytes..];
        for (int i = 0; ; i++)
        {
            int leafBytes = LeafBytes(_shape, _shape.TreeRows[i], Count);
            int siblingBytes = Digest.Size * (int)BinaryPrimitives.ReadUInt32LittleEndian(rest[leafBytes..]);
            leaves = rest[..leafBytes];
            siblings = rest.Slice(leafBytes + sizeof(uint), siblingBytes);
            if (i == tree) { return; }
            rest = rest[(leafBytes + sizeof(uint) + siblingBytes)..];
        }
    }

    private static void ReadTree(ref WireReader reader, OracleShape shape, int rows, int count)
    {
        int start = reader.Position;
        ReadOnlySpan<byte> leaves = reader.Bytes("leaves", LeafBytes(shape, rows, count));
        for (int at = 0; at < leaves.Length && reader.Ok; at += Goldilocks.Bytes)
        {
            ulong value = BinaryPrimitives.ReadUInt64LittleEndian(leaves[at..]);
            if (value >= Goldilocks.Modulus) { reader.Refuse("leaves", start + at, $"below {Goldilocks.Modulus}", value.ToString()); }
        }

        // §14: bounded before anything of that size is taken.
        uint siblings = reader.U32("siblings");
        reader.Limit("siblings", siblings, (ulong)(count * shape.LogDomain));
        if (reader.Ok) { reader.Bytes("siblings", (int)siblings * Digest.Size); }
    }

    /// <summary>At most 65535 positions of 4096 rows of 16 bytes: capped, because no span is that long.</summary>
    private static int LeafBytes(OracleShape shape, int rows, int count) => (int)Math.Min((long)rows * shape.ElementBytes * count, int.MaxValue);
}
