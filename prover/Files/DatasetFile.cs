using System.Collections.Immutable;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Prover.Files;

/// <summary>
/// A dataset file: everything that determines a dataset's record, and so its id once it is committed to. Only the header is read when it is opened; the
/// columns are what <see cref="Proving.CommittedDataset.Register"/> takes.
/// </summary>
public sealed class DatasetFile
{
    private const int MaxHeaderBytes = FileStart.MarkBytes + 6 + Digest.Size + (CircuitLimits.Blocks * FileHeader.BlockBytes);

    private DatasetFile(Profile profile, Digest schema, ImmutableArray<Block> blocks, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<ulong>>> columns)
    {
        (Profile, Schema, Blocks, Columns) = (profile, schema, blocks, columns);
    }

    /// <summary>A profile with the file's m and r0, of which alone a dataset depends.</summary>
    public Profile Profile { get; }

    /// <summary>Hash of the typed schema.</summary>
    public Digest Schema { get; }

    /// <summary>Shapes of the blocks.</summary>
    public ImmutableArray<Block> Blocks { get; }

    /// <summary>
    /// One list per block. A column is read from the file whenever it is asked for: keep it if it is needed twice. Throws <see cref="ProofFileException"/>
    /// where the file is not what its header says.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<ReadOnlyMemory<ulong>>> Columns { get; }

    /// <summary>Bytes of all columns.</summary>
    public long ColumnBytes => ColumnSection.BytesOf(Blocks);

    /// <summary>Reads the header, and checks it against the limits of a statement and the length of the file.</summary>
    /// <param name="file">Seekable; used, one column at a time, as long as the columns are.</param>
    /// <returns>Null and the dataset, or what is wrong.</returns>
    public static Rejection? TryOpen(Stream file, out DatasetFile? dataset)
    {
        dataset = null;
        WireReader reader = new(FileStart.Read(file, MaxHeaderBytes), Reason.Decode);
        FileHeader.ReadMark(ref reader, FileStart.DatasetMark);
        Profile? profile = ReadProfile(ref reader);
        Digest schema = reader.Digest("schema hash");
        ImmutableArray<Block> blocks = FileHeader.ReadBlocks(ref reader, "dataset blocks");
        if ((reader.Fault ?? CheckShape(profile!, blocks) ?? FileHeader.CheckLength(file, reader.Position, blocks)) is { } fault) { return fault; }
        dataset = new(profile!, schema, blocks, ColumnSection.Open(file, reader.Position, blocks, "block"));
        return null;
    }

    /// <summary>Writes a dataset file.</summary>
    /// <param name="profile">Gives m and r0.</param>
    /// <param name="columns">One list per block, one column per block column, as many canonical elements as the block has rows.</param>
    /// <exception cref="ArgumentException">The shape is beyond the limits of a statement, or the columns do not fit it.</exception>
    public static void Write(
        Stream file, Profile profile, Digest schema, IReadOnlyList<Block> blocks, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<ulong>>> columns)
    {
        if (CheckShape(profile, blocks) is { } fault) { throw new ArgumentException($"the shape is refused: {fault}", nameof(blocks)); }
        WireWriter header = FileHeader.WriteMark(FileStart.DatasetMark).U8(profile.LogRowLength).U8(profile.LogInverseRate).Digest(schema);
        file.Write(FileHeader.WriteBlocks(header, blocks).ToArray());
        ColumnSection.Write(file, blocks, columns);
    }

    /// <summary>
    /// Only m and r0 that some profile has: no proof can use others, and a row of 2^m elements is made however short the file is.
    /// </summary>
    private static Profile? ReadProfile(ref WireReader reader)
    {
        int at = reader.Position;
        (byte m, byte r0) = (reader.U8("m"), reader.U8("r0"));
        Profile? profile = ProfileTable.Secure.Concat(ProfileTable.Test).FirstOrDefault(p => p.LogRowLength == m && p.LogInverseRate == r0);
        if (profile is null) { reader.Refuse("m and r0", at, "those of a profile", $"{m} and {r0}"); }
        return profile;
    }

    private static Rejection? CheckShape(Profile profile, IReadOnlyList<Block> blocks)
    {
        int columns = blocks.Sum(b => b.Columns);
        return columns > CircuitLimits.DatasetColumns
            ? Rejection.TooLarge(Reason.Decode, "columns of dataset", 0, CircuitLimits.DatasetColumns, (ulong)columns)
            : Layout.TryCreate([.. blocks], profile.LogRowLength, "dataset", out _);
    }
}
