namespace FvmCompute.Primitives.Merkle;

/// <summary>Why a <see cref="Multiproof"/> is refused; <see cref="None"/> when it is accepted.</summary>
public enum MultiproofFault
{
    /// <summary>The proof is valid.</summary>
    None,

    /// <summary>The root is not 32 bytes.</summary>
    RootLength,

    /// <summary>The depth is not in 0..32.</summary>
    DepthRange,

    /// <summary>Nothing is proven.</summary>
    NoPositions,

    /// <summary>More positions than fit the memory bound.</summary>
    TooManyPositions,

    /// <summary>Not 32 bytes of leaf hash per position.</summary>
    LeafLength,

    /// <summary>The siblings are not a multiple of 32 bytes.</summary>
    SiblingLength,

    /// <summary>The position numbered by the index is not below 2^depth.</summary>
    PositionRange,

    /// <summary>The position numbered by the index is not above the one before it.</summary>
    PositionOrder,

    /// <summary>The siblings ran out on the level numbered by the index.</summary>
    MissingSibling,

    /// <summary>The sibling numbered by the index is not needed.</summary>
    ExtraSibling,

    /// <summary>The leaves and siblings hash to another root.</summary>
    RootMismatch,
}

/// <summary>The outcome of a check; <c>default</c> is acceptance.</summary>
/// <param name="Index">What the fault counts: a position, a level or a sibling.</param>
/// <param name="Expected">The bound or number required.</param>
/// <param name="Got">The number found.</param>
public readonly record struct MultiproofVerdict(MultiproofFault Fault, int Index, long Expected, long Got)
{
    /// <summary>Whether the proof is accepted.</summary>
    public bool IsValid => Fault == MultiproofFault.None;
}
