using FvmCompute.Kernels.Prover;

namespace FvmCompute.Prover.Proving;

/// <summary>How proofs are made. Nothing here but <see cref="MaxPartBytes"/> changes a byte of them.</summary>
/// <param name="Backend">Does all the work that grows with the tables.</param>
public sealed record ProverOptions(IProverBackend Backend)
{
    /// <summary>So that a part and its record fit a chain message of 64 KiB.</summary>
    public const int MessagePartBytes = 60 * 1024;

    /// <summary>The longest opening part, unless one position alone needs more.</summary>
    public int MaxPartBytes { get; init; } = MessagePartBytes;

    /// <summary>Prove with test profiles too.</summary>
    public bool AllowInsecureProfiles { get; init; }

    /// <summary>Hears, on the proving thread, what begins.</summary>
    public Action<ProofPhase>? Progress { get; init; }
}
