using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Openings;

/// <summary>
/// The next position that must be opened: parts come strictly in order and nothing else moves it (proof-system.md §15). All is opened at
/// level M + 1.
/// </summary>
internal readonly record struct Cursor(int Level, int First)
{
    /// <summary>Verifies the part at the cursor.</summary>
    /// <param name="record">Of the cursor's level.</param>
    /// <param name="next">The cursor after the part; this one when it is refused.</param>
    public Rejection? TryAdvance(LevelRecord record, ReadOnlySpan<byte> bytes, out Cursor next)
    {
        next = this;
        if (OpeningPart.TryRead(bytes, record.Shape(), out OpeningPart part) is { } fault) { return fault; }
        if (record.Level != Level) { return Rejection.Of(Reason.PartOrder, "level of record", 0, $"{Level}", record.Level); }
        if (part.First != First) { return Rejection.Of(Reason.PartOrder, "first position of part", Level, $"{First}", part.First); }
        if (OpeningVerifier.Verify(record, part) is { } refused) { return refused; }
        int opened = First + part.Count;
        next = opened < record.Positions.Length ? new(Level, opened) : new(Level + 1, 0);
        return null;
    }
}
