using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Openings;

/// <summary>One tree of an oracle.</summary>
/// <param name="Rows">Elements per leaf.</param>
public readonly record struct OracleTree(Digest Root, ushort Rows);

/// <summary>What a verified core fixes about one oracle: enough to check its openings later and one by one (proof-system.md §12, §15).</summary>
/// <param name="Level">0 is the committed matrix.</param>
/// <param name="LogDomain">Depth of the trees.</param>
/// <param name="IsExtension">Whether leaves hold elements of K rather than F.</param>
/// <param name="Fold">Row weights are the eq table of these challenges, over the rows of all trees.</param>
/// <param name="Positions">Rising.</param>
/// <param name="Values">The folded value at each position.</param>
public sealed record LevelRecord(
    byte Level,
    byte LogDomain,
    bool IsExtension,
    ImmutableArray<OracleTree> Trees,
    ImmutableArray<Ext2> Fold,
    ImmutableArray<uint> Positions,
    ImmutableArray<Ext2> Values)
{
    private const byte HashPrefix = 2;
    private const int HeaderBytes = 7;
    private const int TreeBytes = Digest.Size + sizeof(ushort);
    private const int PositionBytes = sizeof(uint) + Ext2.Bytes;

    /// <summary>How long the canonical bytes are of a record of this shape.</summary>
    public static int EncodedBytes(int trees, int fold, int positions) => HeaderBytes + (TreeBytes * trees) + (Ext2.Bytes * fold) + (PositionBytes * positions);

    /// <summary>The canonical bytes.</summary>
    public byte[] Encode()
    {
        WireWriter writer = new();
        writer.U8(Level).U8(LogDomain).U8(IsExtension ? (byte)1 : (byte)0).U8(checked((byte)Trees.Length));
        foreach (OracleTree tree in Trees) { writer.Digest(tree.Root).U16(tree.Rows); }
        writer.U8(checked((byte)Fold.Length)).Elements(Fold.AsSpan()).U16(checked((ushort)Positions.Length));
        foreach (uint position in Positions) { writer.U32(position); }
        return writer.Elements(Values.AsSpan()).ToArray();
    }

    /// <summary>H(02 ‖ bytes): what a continuation keeps of a record.</summary>
    public Digest Hash() => HashOf(Encode());

    /// <summary>The hash of a record that is still bytes.</summary>
    public static Digest HashOf(ReadOnlySpan<byte> bytes) => Digest.Of(HashPrefix, bytes);

    /// <summary>Decodes the canonical bytes of a record.</summary>
    /// <returns>Null and the record, or why there is none.</returns>
    public static Rejection? TryDecode(ReadOnlySpan<byte> bytes, out LevelRecord? record)
    {
        WireReader reader = new(bytes, Reason.Decode);
        (byte level, byte logDomain, byte extension) = (reader.U8("level"), reader.U8("depth"), reader.U8("is_ext"));
        reader.Limit("depth", logDomain, Goldilocks.TwoAdicity);
        reader.Limit("is_ext", extension, 1);
        ImmutableArray<OracleTree> trees = ReadTrees(ref reader);
        byte foldCount = reader.U8("fold");
        reader.Limit("fold", foldCount, (ulong)CircuitLimits.LogHeight(CircuitLimits.MatrixRows));
        ImmutableArray<Ext2> fold = ImmutableCollectionsMarshal.AsImmutableArray(reader.Elements("fold", foldCount));
        ushort count = reader.U16("positions");
        uint[] positions = reader.CanHold("positions", count, PositionBytes) ? new uint[count] : [];
        for (int i = 0; i < positions.Length; i++) { positions[i] = reader.U32("positions"); }
        ImmutableArray<Ext2> values = ImmutableCollectionsMarshal.AsImmutableArray(reader.Elements("values", count));
        if (trees.Sum(t => t.Rows) is int rows && rows > 1 << fold.Length) { reader.Refuse("rows", 0, $"at most {1 << fold.Length}", rows.ToString()); }
        Rejection? fault = reader.End("level record");
        record = fault is null ? new(level, logDomain, extension == 1, trees, fold, ImmutableCollectionsMarshal.AsImmutableArray(positions), values) : null;
        return fault;
    }

    /// <summary>How parts that open this oracle are laid out.</summary>
    internal OracleShape Shape() => new(Level, LogDomain, IsExtension, [.. Trees.Select(t => (int)t.Rows)], Positions.Length);

    private static ImmutableArray<OracleTree> ReadTrees(ref WireReader reader)
    {
        byte count = reader.U8("trees");
        OracleTree[] trees = reader.CanHold("trees", count, TreeBytes) ? new OracleTree[count] : [];
        for (int i = 0; i < trees.Length; i++) { trees[i] = new(reader.Digest("tree root"), reader.U16("tree rows")); }
        return ImmutableCollectionsMarshal.AsImmutableArray(trees);
    }
}
