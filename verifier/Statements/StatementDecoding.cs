using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Statements;

/// <summary>Reads statements from hostile bytes (proof-system.md §6). What they mean together is checked by <see cref="Instance"/>.</summary>
public static class StatementDecoding
{
    private const int BlockBytes = 10;
    private const int DatasetMinimum = 84;

    /// <summary>Decodes the canonical bytes of a statement; there is exactly one encoding of each.</summary>
    /// <returns>Null and the statement, or why there is none.</returns>
    public static Rejection? TryDecode(ReadOnlySpan<byte> bytes, out Statement? statement)
    {
        statement = null;
        WireReader reader = new(bytes, Reason.Statement);
        Digest context = reader.Digest("context");
        Profile? profile = ReadProfile(ref reader);
        ReadOnlySpan<byte> circuitBytes = reader.Bytes("circuit", (int)Math.Min(reader.U32("circuit"), int.MaxValue));
        if (reader.Fault is not null || profile is null) { return reader.Fault; }
        if (CircuitDecoding.TryDecode(circuitBytes, out Circuit? circuit) is { } fault) { return fault; }
        Statement decoded = new(context, profile, circuit!, ReadDatasets(ref reader), ReadRowCounts(ref reader), ReadPublicValues(ref reader));
        if (reader.End("statement") is { } late) { return late; }
        statement = decoded;
        return null;
    }

    /// <summary>§13: a known id with its hash.</summary>
    private static Profile? ReadProfile(ref WireReader reader)
    {
        ushort id = reader.U16("profile");
        Digest hash = reader.Digest("profile hash");
        if (!reader.Ok) { return null; }
        if (!ProfileTable.TryFind(id, out Profile? profile, out Digest known))
        {
            reader.Refuse("profile", id, "a known profile", id.ToString());
            return null;
        }

        if (hash != known) { reader.Refuse("profile hash", id, known.ToString(), hash.ToString()); }
        return profile;
    }

    private static ImmutableArray<Dataset> ReadDatasets(ref WireReader reader)
    {
        ushort count = reader.U16("datasets");
        reader.Limit("datasets", count, CircuitLimits.Datasets);
        Dataset[] datasets = reader.CanHold("datasets", count, DatasetMinimum) ? new Dataset[count] : [];
        for (int i = 0; i < datasets.Length; i++)
        {
            datasets[i] = new(
                reader.Digest("dataset root"),
                reader.U8("dataset m"),
                reader.U8("dataset r0"),
                ReadBlocks(ref reader),
                reader.Digest("dataset schema"),
                reader.Element("dataset y"));
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(datasets);
    }

    private static ImmutableArray<Block> ReadBlocks(ref WireReader reader)
    {
        const string Where = "dataset blocks";
        ushort count = reader.U16(Where);
        reader.Limit(Where, count, CircuitLimits.Blocks);
        Block[] blocks = reader.CanHold(Where, count, BlockBytes) ? new Block[count] : [];
        for (int i = 0; i < blocks.Length; i++) { blocks[i] = new(reader.U64(Where), reader.U16(Where)); }
        return ImmutableCollectionsMarshal.AsImmutableArray(blocks);
    }

    private static ImmutableArray<ulong> ReadRowCounts(ref WireReader reader)
    {
        ushort count = reader.U16("row counts");
        ulong[] rows = reader.CanHold("row counts", count, sizeof(ulong)) ? new ulong[count] : [];
        for (int i = 0; i < rows.Length; i++) { rows[i] = reader.U64("row counts"); }
        return ImmutableCollectionsMarshal.AsImmutableArray(rows);
    }

    private static ImmutableArray<ulong> ReadPublicValues(ref WireReader reader)
    {
        ushort count = reader.U16("public values");
        ulong[] values = reader.CanHold("public values", count, Goldilocks.Bytes) ? new ulong[count] : [];
        for (int i = 0; i < values.Length; i++) { values[i] = reader.Base("public values"); }
        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }
}
