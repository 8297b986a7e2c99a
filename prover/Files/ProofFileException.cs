using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Prover.Files;

/// <summary>The columns of a file are not what its header promised: the only exception that reading columns throws, besides the stream's own.</summary>
public sealed class ProofFileException(Rejection fault) : FormatException(fault.ToString())
{
    /// <summary>The column, its offset in the file, and what was wrong there.</summary>
    public Rejection Fault { get; } = fault;
}
