using FvmCompute.Verifier.Openings;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Proofs;

/// <summary>What a verifier accepts besides secure proofs.</summary>
/// <param name="AllowInsecureProfiles">Accept test profiles: for vectors only. Whoever pays for proofs leaves it false.</param>
public sealed record VerifierOptions(bool AllowInsecureProfiles = false)
{
    /// <summary>Secure profiles only.</summary>
    public static VerifierOptions Secure { get; } = new();
}

/// <summary>
/// Accepts or refuses proofs of proof system v1. Total: any bytes give a verdict; memory is linear in their length plus about 1 MiB, time is bounded by their
/// length and the limits of <see cref="Circuits.CircuitLimits"/>. Thread-safe.
/// </summary>
public static class ProofVerifier
{
    /// <summary>Verifies a whole proof. What the statement means to the caller is the caller's to check (see <see cref="Statement"/>).</summary>
    public static Verdict Verify(ReadOnlySpan<byte> statement, ReadOnlySpan<byte> proof, VerifierOptions options)
    {
        if (TryPrepare(statement, options, out Instance? instance) is { } unfit) { return Verdict.Of(unfit); }
        if (ProofEncoding.TryDecode(proof, out Range core, out Range[] parts) is { } malformed) { return Verdict.Of(malformed); }
        return Verdict.Of(Verify(statement, instance!, proof, core, parts));
    }

    /// <summary>Verifies the core alone. It proves nothing until all openings of its records are verified (<see cref="SplitVerifier"/>).</summary>
    /// <param name="records">One per oracle 0..M; empty unless accepted.</param>
    public static Verdict VerifyCore(ReadOnlySpan<byte> statement, ReadOnlySpan<byte> core, VerifierOptions options, out IReadOnlyList<LevelRecord> records)
    {
        records = [];
        if (TryPrepare(statement, options, out Instance? instance) is { } unfit) { return Verdict.Of(unfit); }
        if (CoreEncoding.TryDecode(instance!, core, out CoreProof? decoded) is { } malformed) { return Verdict.Of(malformed); }
        return Verdict.Of(CoreVerifier.Verify(statement, instance!, decoded!, out records));
    }

    private static Rejection? TryPrepare(ReadOnlySpan<byte> bytes, VerifierOptions options, out Instance? instance)
    {
        instance = null;
        return StatementDecoding.TryDecode(bytes, out Statement? statement) ?? Instance.TryCreate(statement!, options.AllowInsecureProfiles, out instance);
    }

    /// <summary>§14: everything is decoded before anything is verified. §15: then the core, and all parts in order.</summary>
    private static Rejection? Verify(ReadOnlySpan<byte> statement, Instance instance, ReadOnlySpan<byte> proof, Range core, Range[] parts)
    {
        OracleShape[] shapes = OracleShape.Of(instance);
        if (CoreEncoding.TryDecode(instance, proof[core], out CoreProof? decoded) is { } malformed) { return malformed; }
        foreach (Range part in parts)
        {
            if (OpeningPart.TryRead(proof[part], shapes[Math.Min(LevelOf(proof[part]), shapes.Length - 1)], out _) is { } fault) { return fault; }
        }

        if (CoreVerifier.Verify(statement, instance, decoded!, out IReadOnlyList<LevelRecord> records) is { } refused) { return refused; }
        Cursor cursor = default;
        foreach (Range part in parts)
        {
            if (cursor.Level == records.Count) { return Rejection.Of(Reason.PartOrder, "parts", 0, "no more parts", "one more"); }
            if (cursor.TryAdvance(records[cursor.Level], proof[part], out cursor) is { } fault) { return fault; }
        }

        return cursor.Level == records.Count ? null : Rejection.Of(Reason.OpeningsMissing, "openings of level", cursor.Level, "all positions", cursor.First);
    }

    private static int LevelOf(ReadOnlySpan<byte> part) => part.IsEmpty ? 0 : part[0];
}
