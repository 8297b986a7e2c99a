using FvmCompute.Verifier.Openings;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Proofs;

/// <summary>A verified core: what a chain keeps (the continuation's hash) and what the sender must bring again (the records).</summary>
public sealed record SplitStart(IReadOnlyList<LevelRecord> Records, Continuation Continuation);

/// <summary>
/// Verification over several messages (proof-system.md §15): the core first, then parts in order, with one hash kept in between. Stateless and total like
/// <see cref="ProofVerifier"/>.
/// </summary>
public static class SplitVerifier
{
    private const int MaxRecords = byte.MaxValue;

    /// <summary>Message 0 of §15: verifies statement and core.</summary>
    /// <param name="start">Null unless accepted.</param>
    public static Verdict Begin(ReadOnlySpan<byte> statement, ReadOnlySpan<byte> core, VerifierOptions options, out SplitStart? start)
    {
        Verdict verdict = ProofVerifier.VerifyCore(statement, core, options, out IReadOnlyList<LevelRecord> records);
        start = verdict.IsAccepted ? new(records, new(Digest.Of(statement), [.. records.Select(r => r.Hash())], 0, 0)) : null;
        return verdict;
    }

    /// <summary>Message j of §15: verifies the part at the cursor.</summary>
    /// <param name="stored">The hash that was kept.</param>
    /// <param name="claimed">What the sender says was hashed.</param>
    /// <param name="record">The bytes of the level record at the cursor.</param>
    /// <param name="next">The continuation whose hash is to be kept; null unless accepted.</param>
    public static Verdict Advance(in Digest stored, Continuation claimed, ReadOnlySpan<byte> record, ReadOnlySpan<byte> part, out Continuation? next)
    {
        next = null;
        if (claimed.RecordHashes.Length is < 1 or > MaxRecords) { return Refuse("level hashes", $"1..{MaxRecords}", claimed.RecordHashes.Length); }
        if (claimed.Level >= claimed.RecordHashes.Length) { return Refuse("level of cursor", $"below {claimed.RecordHashes.Length}", claimed.Level); }
        if (claimed.Hash() != stored) { return Refuse("continuation", stored.ToString(), claimed.Hash()); }
        Digest hash = LevelRecord.HashOf(record);
        if (hash != claimed.RecordHashes[claimed.Level]) { return Refuse("level record", claimed.RecordHashes[claimed.Level].ToString(), hash); }

        Cursor cursor = new(claimed.Level, claimed.First);
        Rejection? fault = LevelRecord.TryDecode(record, out LevelRecord? decoded) ?? cursor.TryAdvance(decoded!, part, out cursor);
        if (fault is null) { next = claimed with { Level = (byte)cursor.Level, First = (ushort)cursor.First }; }
        return Verdict.Of(fault);
    }

    private static Verdict Refuse<T>(string where, string expected, T got) => Verdict.Of(Rejection.Of(Reason.Continuation, where, 0, expected, got));
}
