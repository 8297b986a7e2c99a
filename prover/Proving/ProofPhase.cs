namespace FvmCompute.Prover.Proving;

/// <summary>What a proof is at; in this order.</summary>
public enum ProofPhase
{
    /// <summary>Encoding and hashing the auxiliary columns.</summary>
    Commitment,

    /// <summary>The tree of fractions.</summary>
    Lookups,

    /// <summary>The zerocheck.</summary>
    Constraints,

    /// <summary>The matrix products.</summary>
    Products,

    /// <summary>The stacked reduction.</summary>
    Reduction,

    /// <summary>The levels of the opening protocol, their commitments included.</summary>
    Folding,

    /// <summary>Putting the openings into parts.</summary>
    Openings,

    /// <summary>The prover's own check of the core.</summary>
    Check,

    /// <summary>The proof is made.</summary>
    Done,
}
