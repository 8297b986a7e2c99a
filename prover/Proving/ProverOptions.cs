using FvmCompute.Kernels.Prover;

namespace FvmCompute.Prover.Proving;

/// <summary>How proofs are made. Nothing here but <see cref="MaxPartBytes"/> changes a byte of them.</summary>
/// <param name="Backend">Does all the work that grows with the tables.</param>
public sealed record ProverOptions(IProverBackend Backend)
{
    /// <summary>
    /// What a part and the record of its level may have together to fit a chain message of 65,536 bytes. The rest is for the hashes of the other levels,
    /// addresses, gas and the message's signature.
    /// </summary>
    public const int MessageBytes = 64_768;

    /// <summary>The longest opening part, unless one position alone needs more. It is never longer than <see cref="MessageBytes"/> less its record.</summary>
    public int MaxPartBytes { get; init; } = MessageBytes;

    /// <summary>Prove with test profiles too.</summary>
    public bool AllowInsecureProfiles { get; init; }

    /// <summary>Hears, on the proving thread, what begins.</summary>
    public Action<ProofPhase>? Progress { get; init; }
}
