using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace FvmCompute.Verifier.VectorChecks;

/// <summary>Reads fields of a vector file that anybody may have written. A missing or malformed field is no exception but a false.</summary>
internal static class VectorFile
{
    /// <summary>Of a key that is there twice readers take one or the other: what is checked must be what others read.</summary>
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out JsonDocument? document, out string error)
    {
        (document, error) = (null, "");
        if (!Utf8.IsValid(json.Span))
        {
            error = "not UTF-8";
            return false;
        }

        try
        {
            document = JsonDocument.Parse(json, Options);
        }
        catch (JsonException exception)
        {
            error = exception.LineNumber is { } line ? $"not JSON at line {line}, byte {exception.BytePositionInLine}" : "not JSON: a key is there twice";
            return false;
        }
        catch (InvalidOperationException)
        {
            error = "not JSON: a key with half a surrogate pair";
            return false;
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object) { return true; }
        error = $"a JSON {document.RootElement.ValueKind}, not an object";
        document.Dispose();
        return false;
    }

    public static string Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && TryText(value, out string text) ? text : "";

    public static bool TryText(JsonElement value, out string text)
    {
        text = "";
        if (value.ValueKind != JsonValueKind.String) { return false; }
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair is JSON but no text.
            return false;
        }
    }

    public static bool TryBytes(JsonElement parent, string name, out byte[] bytes)
    {
        bytes = [];
        return parent.TryGetProperty(name, out JsonElement value) && TryBytes(value, out bytes);
    }

    public static bool TryBytes(JsonElement value, out byte[] bytes)
    {
        bytes = [];
        if (!TryText(value, out string hex)) { return false; }
        bytes = new byte[hex.Length / 2];
        return Convert.FromHexString(hex, bytes, out int used, out _) == OperationStatus.Done && used == hex.Length;
    }

    public static bool TryItems(JsonElement parent, string name, out IEnumerable<JsonElement> items)
    {
        bool found = parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array;
        items = found ? value.EnumerateArray() : [];
        return found;
    }

    /// <summary>Applies <c>proof_patch = [offset, hex]</c>, which overwrites bytes.</summary>
    public static bool TryPatch(JsonElement patch, byte[] original, out byte[] patched)
    {
        patched = [.. original];
        if (patch.ValueKind != JsonValueKind.Array || patch.GetArrayLength() != 2) { return false; }
        if (patch[0].ValueKind != JsonValueKind.Number || !patch[0].TryGetInt32(out int offset) || !TryBytes(patch[1], out byte[] bytes)) { return false; }
        if (offset < 0 || offset > original.Length - bytes.Length) { return false; }
        bytes.CopyTo(patched, offset);
        return true;
    }
}
