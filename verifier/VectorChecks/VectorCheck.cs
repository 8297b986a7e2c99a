using System.Text.Json;
using FvmCompute.Verifier.Openings;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.VectorChecks;

/// <summary>
/// Checks an end-to-end vector file of the proof system (<c>e2e-*.json</c>): its proof must be accepted, at once and split, every tampered entry refused, and
/// statement hash, level hashes and continuation must agree. Test profiles are accepted here, and only here.
/// </summary>
public static class VectorCheck
{
    private static readonly VerifierOptions Options = new(AllowInsecureProfiles: true);

    /// <summary>Checks a file. Any bytes give a report.</summary>
    /// <param name="json">The file, UTF-8.</param>
    public static VectorReport Run(ReadOnlyMemory<byte> json)
    {
        if (!VectorFile.TryParse(json, out JsonDocument? document, out string error)) { return new("", [Malformed("file", error)]); }
        using (document)
        {
            JsonElement root = document.RootElement;
            string name = VectorFile.Text(root, "name");
            if (!VectorFile.TryBytes(root, "statement", out byte[] statement)) { return new(name, [Malformed("statement", "no hex string")]); }
            if (!VectorFile.TryBytes(root, "proof", out byte[] proof)) { return new(name, [Malformed("proof", "no hex string")]); }
            List<VectorEntry> entries = [CheckProof(statement, proof)];
            CheckStatement(entries, root, statement);
            CheckSplit(entries, root, statement, proof);
            if (!VectorFile.TryItems(root, "tampered", out IEnumerable<JsonElement> items)) { entries.Add(Malformed("tampered", "no array")); }
            foreach (JsonElement tampered in items) { entries.Add(CheckTampered(tampered, statement, proof)); }
            return new(name, entries);
        }
    }

    /// <summary>The statement and the proof of a file, unchecked.</summary>
    /// <param name="json">The file, UTF-8. Any bytes give an answer.</param>
    /// <param name="error">Why there are none.</param>
    public static bool TryRead(ReadOnlyMemory<byte> json, out byte[] statement, out byte[] proof, out string error)
    {
        (statement, proof) = ([], []);
        if (!VectorFile.TryParse(json, out JsonDocument? document, out error)) { return false; }
        using (document)
        {
            bool whole = VectorFile.TryBytes(document.RootElement, "statement", out statement) & VectorFile.TryBytes(document.RootElement, "proof", out proof);
            error = whole ? "" : "no fields 'statement' and 'proof' with hex digits, as end-to-end vectors have";
            return whole;
        }
    }

    private static VectorEntry CheckProof(byte[] statement, byte[] proof)
    {
        Verdict verdict = ProofVerifier.Verify(statement, proof, Options);
        return new("proof", verdict.IsAccepted, "accept", verdict.ToString());
    }

    private static void CheckStatement(List<VectorEntry> entries, JsonElement root, byte[] bytes)
    {
        entries.Add(Compare("statement hash", VectorFile.Text(root, "statement_hash"), Digest.Of(bytes).ToString()));
        if (StatementDecoding.TryDecode(bytes, out Statement? statement) is not null) { return; }
        entries.Add(Compare("statement encoded again", Convert.ToHexStringLower(bytes), Convert.ToHexStringLower(statement!.Encode())));
        if (root.TryGetProperty("circuit", out _))
        {
            entries.Add(Compare("circuit", VectorFile.Text(root, "circuit"), Convert.ToHexStringLower(statement.Circuit.Encode())));
        }

        if (Instance.TryCreate(statement, Options.AllowInsecureProfiles, out Instance? instance) is not null) { return; }
        CompareSize(entries, root, "profile_id", instance!.Profile.Id);
        CompareSize(entries, root, "ng", instance.LogInteractions);
        CompareSize(entries, root, "degree", instance.Shape.Degree);
        CompareSize(entries, root, "W", instance.MatrixRows);
        CompareSize(entries, root, "n_claims", instance.ClaimCount);
    }

    /// <summary>Replays the proof as messages to a chain that keeps one hash.</summary>
    private static void CheckSplit(List<VectorEntry> entries, JsonElement root, byte[] statement, byte[] proof)
    {
        if (ProofEncoding.TryDecode(proof, out Range core, out Range[] parts) is not null) { return; }
        Verdict begun = SplitVerifier.Begin(statement, proof.AsSpan()[core], Options, out SplitStart? start);
        if (start is null)
        {
            entries.Add(new("core", false, "accept", begun.ToString()));
            return;
        }

        CompareList(entries, root, "level_records", [.. start.Records.Select(r => Convert.ToHexStringLower(r.Encode()))]);
        CompareList(entries, root, "level_hashes", [.. start.Continuation.RecordHashes.Select(h => h.ToString())]);
        entries.Add(Compare("continuation_after_core", VectorFile.Text(root, "continuation_after_core"), start.Continuation.Hash().ToString()));
        entries.Add(CheckParts("parts as messages", start, proof, parts, 1));
        entries.Add(CheckParts("parts in one message", start, proof, parts, Math.Max(1, parts.Length)));
    }

    /// <param name="length">Parts in a message.</param>
    private static VectorEntry CheckParts(string name, SplitStart start, byte[] proof, Range[] parts, int length)
    {
        Continuation state = start.Continuation;
        byte[][] records = [.. start.Records.Select(record => record.Encode())];
        foreach (Range[] chunk in parts.Chunk(length))
        {
            OpeningMessage message = OpeningMessage.Create(state, records, [.. chunk.Select(part => proof[part])]);
            Verdict verdict = SplitVerifier.Advance(state.Hash(), message, out Continuation? next);
            if (next is null) { return new(name, false, "accept", verdict.ToString()); }
            state = next;
        }

        return new(name, state.IsComplete, "complete", state.IsComplete ? "complete" : $"stopped at level {state.Level}, position {state.First}");
    }

    private static VectorEntry CheckTampered(JsonElement entry, byte[] statement, byte[] proof)
    {
        if (entry.ValueKind != JsonValueKind.Object) { return Malformed("tampered", $"a JSON {entry.ValueKind}, not an object"); }
        string why = VectorFile.Text(entry, "why");
        if (entry.TryGetProperty("statement", out JsonElement field) && !VectorFile.TryBytes(field, out statement))
        {
            return Malformed(why, "statement is no hex string");
        }

        if (entry.TryGetProperty("proof", out field) && !VectorFile.TryBytes(field, out proof)) { return Malformed(why, "proof is no hex string"); }
        if (entry.TryGetProperty("proof_patch", out field) && field.ValueKind != JsonValueKind.Null && !VectorFile.TryPatch(field, proof, out proof))
        {
            return Malformed(why, "proof_patch is not [offset, hex] inside the proof");
        }

        Verdict verdict = ProofVerifier.Verify(statement, proof, Options);
        return new(why, !verdict.IsAccepted, VectorFile.Text(entry, "expect"), verdict.ToString());
    }

    private static void CompareSize(List<VectorEntry> entries, JsonElement root, string name, int got)
    {
        if (root.TryGetProperty(name, out JsonElement expected)) { entries.Add(Compare(name, expected.GetRawText(), $"{got}")); }
    }

    private static void CompareList(List<VectorEntry> entries, JsonElement root, string name, IReadOnlyList<string> got)
    {
        if (!VectorFile.TryItems(root, name, out IEnumerable<JsonElement> items))
        {
            entries.Add(Malformed(name, "no array"));
            return;
        }

        string[] expected = [.. items.Select(e => VectorFile.TryText(e, out string text) ? text : e.GetRawText())];
        entries.Add(Compare(name, string.Join(' ', expected), string.Join(' ', got)));
    }

    private static VectorEntry Compare(string name, string expected, string got) => new(name, expected == got, expected, got);

    private static VectorEntry Malformed(string name, string what) => new(name, false, "a vector file of the proof system", what);
}
