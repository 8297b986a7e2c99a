using System.Collections.Immutable;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Openings;

/// <summary>
/// What a message brings to open more of an accepted core: everything that the stored hash is of, and the parts that come next (proof-system.md §15).
/// </summary>
/// <param name="StatementHash">BLAKE2b-256 of the statement.</param>
/// <param name="Opened">Hashes of the records of the levels before the cursor's.</param>
/// <param name="First">Of the cursor: the number of the first position that is not opened.</param>
/// <param name="Records">Encoded records of the levels from the cursor's on that the parts open, each once.</param>
/// <param name="Ahead">Hashes of the records of the levels after those.</param>
/// <param name="Parts">At least one for each record, in order.</param>
public sealed record OpeningMessage(
    Digest StatementHash,
    ImmutableArray<Digest> Opened,
    ushort First,
    ImmutableArray<byte[]> Records,
    ImmutableArray<Digest> Ahead,
    ImmutableArray<byte[]> Parts)
{
    /// <summary>The message that brings these parts, if they are those that come next. Total: wrong parts give a message that is refused.</summary>
    /// <param name="at">Where the first part begins.</param>
    /// <param name="records">Encoded, of all levels.</param>
    public static OpeningMessage Create(Continuation at, IReadOnlyList<byte[]> records, ImmutableArray<byte[]> parts)
    {
        int last = parts is [.., [byte level, ..]] ? level : 0, end = Math.Clamp(last + 1, at.Level, records.Count);
        return new(at.StatementHash, at.RecordHashes[..at.Level], at.First, [.. records.Take(at.Level..end)], at.RecordHashes[end..], parts);
    }

    /// <summary>Of the records brought and not brought.</summary>
    internal int LevelCount => Opened.Length + Records.Length + Ahead.Length;

    /// <summary>What was stored, if the sender brings that.</summary>
    internal Continuation Claimed() =>
        new(StatementHash, [.. Opened, .. Records.Select(record => LevelRecord.HashOf(record)), .. Ahead], (byte)Opened.Length, First);
}
