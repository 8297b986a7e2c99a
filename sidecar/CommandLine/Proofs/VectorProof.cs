using System.Buffers;
using System.Text.Json;
using FvmCompute.Prover.Files;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary>Statement and proof of an end-to-end vector (<c>e2e-*.json</c>).</summary>
internal static class VectorProof
{
    /// <returns>False when the file is no JSON object, which no circuit begins like: <c>{</c> would be 123 tables or more.</returns>
    /// <exception cref="CommandException">It is one, but no vector.</exception>
    public static bool TryRead(Stream file, string path, out ProofFile? proof)
    {
        proof = null;
        file.Position = 0;
        if (file.Length == 0 || file.ReadByte() != '{') { return false; }
        if (file.Length > 4L * ProofFile.MaxBytes) { throw new CommandException($"{path}: {file.Length} bytes; a vector has at most {4L * ProofFile.MaxBytes}"); }
        file.Position = 0;
        try
        {
            using JsonDocument json = JsonDocument.Parse(file, new JsonDocumentOptions { MaxDepth = 16 });
            proof = new(Bytes(json.RootElement, "statement", path), Bytes(json.RootElement, "proof", path));
            return true;
        }
        catch (JsonException error)
        {
            throw new CommandException($"{path}: not JSON at line {error.LineNumber}, byte {error.BytePositionInLine}");
        }
    }

    private static byte[] Bytes(JsonElement root, string name, string path)
    {
        string hex = root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "-";
        byte[] bytes = new byte[hex.Length / 2];
        bool whole = Convert.FromHexString(hex, bytes, out int used, out _) == OperationStatus.Done && used == hex.Length;
        return whole ? bytes : throw new CommandException($"{path}: no field '{name}' with hex digits, as end-to-end vectors have");
    }
}
