using FvmCompute.Kernels.Prover;

namespace FvmCompute.Prover.Proving;

/// <summary>How proofs are made. Only where parts are cut changes bytes: of the container, never of the core.</summary>
/// <param name="Backend">Does all the work that grows with the tables.</param>
public sealed record ProverOptions(IProverBackend Backend)
{
    /// <summary>
    /// What a part and the record of its level may have together to fit a chain message of 65,536 bytes. The rest is for the hashes of the other levels,
    /// addresses, gas and the message's signature.
    /// </summary>
    public const int MessageBytes = 64_768;

    /// <summary>The longest opening part, unless one position alone needs more: the 60 KiB of proof-system.md §14 unless set.</summary>
    public int MaxPartBytes { get; init; } = 60 << 10;

    /// <summary>The most that a part and the record of its level have together, unless one position alone needs more: no bound unless set.</summary>
    public int MaxPartAndRecordBytes { get; init; } = int.MaxValue;

    /// <summary>Prove with test profiles too.</summary>
    public bool AllowInsecureProfiles { get; init; }

    /// <summary>Hears, on the proving thread, what begins.</summary>
    public Action<ProofPhase>? Progress { get; init; }

    /// <summary>Parts as long as a chain message carries with their record, so that the proof takes the fewest messages.</summary>
    public static ProverOptions ForChain(IProverBackend backend) => new(backend) { MaxPartBytes = MessageBytes, MaxPartAndRecordBytes = MessageBytes };
}
