namespace FvmCompute.Verifier.Possession;

public enum PossessionReason
{
    /// <summary>Every path leads to the root.</summary>
    Valid,

    /// <summary>The root has not 32 bytes or is no field element, the height is impossible, or no leaf is asked for.</summary>
    Statement,

    /// <summary>A leaf index is not below the number of leaves.</summary>
    LeafIndex,

    /// <summary>The proof has not one leaf and one path for each index, byte for byte.</summary>
    ProofLength,

    /// <summary>A leaf or sibling has one of its two top bits set.</summary>
    NodeRange,

    /// <summary>A path leads to another root.</summary>
    RootMismatch,
}

/// <summary>What became of a possession proof, and the number (from 0) of the first challenge at fault where one is.</summary>
public readonly record struct PossessionVerdict(PossessionReason Reason, int Challenge = 0)
{
    public bool IsValid => Reason == PossessionReason.Valid;
}
