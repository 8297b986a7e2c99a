using FvmCompute.Kernels.Prover;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Prover.Lanes;

namespace FvmCompute.Prover.Proving;

/// <summary>How proofs are made. Nothing here but <see cref="MaxPartBytes"/> changes a byte of them.</summary>
/// <param name="Backend">Encodes, hashes and grinds.</param>
public sealed record ProverOptions(IProverBackend Backend)
{
    /// <summary>So that a part and its record fit a chain message of 64 KiB.</summary>
    public const int MessagePartBytes = 60 * 1024;

    /// <summary>Threads of the passes outside of the backend, at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The longest opening part, unless one position alone needs more.</summary>
    public int MaxPartBytes { get; init; } = MessagePartBytes;

    /// <summary>Prove with test profiles too.</summary>
    public bool AllowInsecureProfiles { get; init; }

    /// <summary>Hears, on the proving thread, what begins.</summary>
    public Action<ProofPhase>? Progress { get; init; }

    /// <summary>The instruction set of the passes.</summary>
    internal CpuLevel Level { get; init; } = CpuPath.Current;

    internal Workers MakeWorkers(CancellationToken cancellation) => new(Math.Max(1, Threads), Level, cancellation);
}
