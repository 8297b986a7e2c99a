using FvmCompute.Prover.Files;
using FvmCompute.Verifier.VectorChecks;

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
        if (!VectorCheck.TryRead(ProofPaths.ReadVector(path), out byte[] statement, out byte[] bytes, out string error))
        {
            throw new CommandException($"{path}: {error}");
        }

        proof = new(statement, bytes);
        return true;
    }
}
