using FvmCompute.Verifier.Openings;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Proofs;

/// <summary>A verified core: what a chain keeps (the continuation's hash) and what the sender must bring again (the records).</summary>
public sealed record SplitStart(IReadOnlyList<LevelRecord> Records, Continuation Continuation);

/// <summary>
/// Verification over several messages (proof-system.md §15): the core first, then parts in order, any number in a message, with one hash kept in between.
/// Stateless and total like <see cref="ProofVerifier"/>.
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

    /// <summary>Message j of §15: verifies parts from the cursor on, of any number of levels.</summary>
    /// <param name="stored">The hash that was kept.</param>
    /// <param name="next">The continuation whose hash is to be kept; null unless all parts are accepted.</param>
    public static Verdict Advance(in Digest stored, OpeningMessage message, out Continuation? next)
    {
        next = null;
        if (message.LevelCount is < 1 or > MaxRecords) { return Refuse("levels", $"1..{MaxRecords}", message.LevelCount); }
        Continuation claimed = message.Claimed();
        if (claimed.Hash() != stored) { return Refuse("continuation", stored.ToString(), claimed.Hash()); }
        if (message.Parts.IsEmpty) { return Refuse("parts", "at least 1", 0); }
        Cursor cursor = new(claimed.Level, claimed.First);
        Rejection? fault = TryOpen(message, ref cursor);
        if (fault is null) { next = claimed with { Level = (byte)cursor.Level, First = (ushort)cursor.First }; }
        return Verdict.Of(fault);
    }

    private static Rejection? TryOpen(OpeningMessage message, ref Cursor cursor)
    {
        int next = 0;
        foreach (byte[] bytes in message.Records)
        {
            if (LevelRecord.TryDecode(bytes, out LevelRecord? record) is { } malformed) { return malformed; }
            int first = next;
            for (; next < message.Parts.Length && cursor.Level == record!.Level; next++)
            {
                if (cursor.TryAdvance(record, message.Parts[next], out cursor) is { } fault) { return fault; }
            }

            if (next == first) { return Rejection.Of(Reason.Continuation, "parts of level", record!.Level, "at least 1", 0); }
        }

        return next == message.Parts.Length ? null : Rejection.Of(Reason.PartOrder, "parts", next, "no more parts", "one more");
    }

    private static Verdict Refuse<T>(string where, string expected, T got) => Verdict.Of(Rejection.Of(Reason.Continuation, where, 0, expected, got));
}
