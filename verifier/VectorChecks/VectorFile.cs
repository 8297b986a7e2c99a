using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace FvmCompute.Verifier.VectorChecks;

/// <summary>Reads fields of a vector file that anybody may have written. A missing or malformed field is no exception but a false.</summary>
internal static class VectorFile
{
    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out JsonDocument? document, out string error)
    {
        (document, error) = (null, "");
        try
        {
            document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
        }
        catch (JsonException exception)
        {
            error = $"not JSON at line {exception.LineNumber}, byte {exception.BytePositionInLine}";
            return false;
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object) { return true; }
        error = $"a JSON {document.RootElement.ValueKind}, not an object";
        document.Dispose();
        return false;
    }

    public static string Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    public static bool TryBytes(JsonElement parent, string name, out byte[] bytes)
    {
        bytes = [];
        return parent.TryGetProperty(name, out JsonElement value) && TryBytes(value, out bytes);
    }

    public static bool TryBytes(JsonElement value, out byte[] bytes)
    {
        bytes = [];
        if (value.ValueKind != JsonValueKind.String) { return false; }
        string hex = value.GetString()!;
        bytes = new byte[hex.Length / 2];
        return Convert.FromHexString(hex, bytes, out int used, out _) == OperationStatus.Done && used == hex.Length;
    }

    public static IEnumerable<JsonElement> Items(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

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
