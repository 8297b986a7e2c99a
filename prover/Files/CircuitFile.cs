using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Prover.Files;

/// <summary>A circuit file: the canonical bytes of a circuit and nothing else, so that BLAKE2b-256 of the file is the circuit's hash.</summary>
public static class CircuitFile
{
    /// <summary>The longest file that is read: a circuit takes up to 20 times its bytes in memory. The 64 largest tables without lookups take 40 MiB.</summary>
    public const int MaxBytes = 64 << 20;

    /// <summary>Reads a circuit and checks that it is well formed.</summary>
    /// <param name="file">Seekable.</param>
    /// <param name="shape">What follows from the circuit.</param>
    /// <returns>Null, or what is wrong.</returns>
    public static Rejection? TryRead(Stream file, out Circuit? circuit, out CircuitShape? shape)
    {
        (circuit, shape) = (null, null);
        Rejection? fault = FileStart.TryReadAll(file, "circuit", MaxBytes, out byte[] bytes) ?? CircuitDecoding.TryDecode(bytes, out circuit);
        return fault ?? CircuitShape.TryAnalyse(circuit!, out shape);
    }
}
