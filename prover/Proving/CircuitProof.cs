using FvmCompute.Verifier.Proofs;

namespace FvmCompute.Prover.Proving;

/// <summary>A proof, in the pieces that go to a chain one by one.</summary>
/// <param name="Core">All but the openings.</param>
/// <param name="Parts">The openings, in order.</param>
public sealed record CircuitProof(byte[] Core, IReadOnlyList<byte[]> Parts)
{
    /// <summary>The proof as one byte string.</summary>
    public byte[] Encode() => ProofEncoding.Encode(Core, [.. Parts]);
}
