using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Proofs;

/// <summary>The core of a proof: everything but the openings (proof-system.md §14). Lengths follow from the statement.</summary>
/// <remarks>A nonce of a site that the profile does not have is 0 and not encoded.</remarks>
public sealed record CoreProof
{
    /// <summary>Of the tree over auxiliary columns; unused when there are none.</summary>
    public Digest AuxiliaryRoot { get; init; }

    /// <summary>Work before α, β, θ.</summary>
    public ulong LookupNonce { get; init; }

    /// <summary>Null without interactions.</summary>
    public GkrProof? Gkr { get; init; }

    /// <summary>D coefficients for each of n_max rounds.</summary>
    public required Ext2[] ZerocheckRounds { get; init; }

    /// <summary>Per table: the used columns at this row, then at the next.</summary>
    public required Ext2[][] Openings { get; init; }

    /// <summary>One per matrix product.</summary>
    public required ProductProof[] Products { get; init; }

    /// <summary>Constant and square coefficient for each of m rounds.</summary>
    public required Ext2[] ReductionRounds { get; init; }

    /// <summary>q_j(u) of the W matrix rows.</summary>
    public required Ext2[] RowValues { get; init; }

    /// <summary>The opening protocol.</summary>
    public required WhirProof Whir { get; init; }
}

/// <summary>The lookup tree.</summary>
/// <param name="RootDenominator">The product of all denominators; the root numerator is 0 and never sent.</param>
/// <param name="Layers">n_g layers; layer k has k rounds.</param>
public sealed record GkrProof(Ext2 RootDenominator, GkrLayer[] Layers);

/// <summary>One layer of the lookup tree.</summary>
/// <param name="Rounds">Coefficients a_1, a_2 of each round.</param>
/// <param name="Ends">p_0, p_1, q_0, q_1.</param>
public sealed record GkrLayer(Ext2[] Rounds, Ext2[] Ends);

/// <summary>A matrix product.</summary>
/// <param name="Value">The result matrix at the drawn point.</param>
/// <param name="Rounds">Constant and square coefficient of each round.</param>
/// <param name="Ends">The factors at the end of the sumcheck, A then B.</param>
public sealed record ProductProof(Ext2 Value, Ext2[] Rounds, Ext2[] Ends);

/// <summary>The folding of the batched row down to the final polynomial.</summary>
/// <param name="BatchNonce">Work before the row batching.</param>
/// <param name="Final">The coefficients of the final polynomial.</param>
/// <param name="FinalNonce">Work before the positions of the last level.</param>
public sealed record WhirProof(ulong BatchNonce, WhirLevel[] Levels, Ext2[] Final, ulong FinalNonce);

/// <summary>Level i = 1..M.</summary>
/// <param name="Root">Of the level's tree.</param>
/// <param name="OutOfDomainValue">The polynomial at the drawn point.</param>
/// <param name="QueryNonce">Work before the positions in the level above.</param>
/// <param name="QueryValues">The polynomial at each distinct position.</param>
/// <param name="Rounds">Constant and square coefficient of each fold round.</param>
/// <param name="FoldNonces">Work before each fold challenge.</param>
public sealed record WhirLevel(Digest Root, Ext2 OutOfDomainValue, ulong QueryNonce, Ext2[] QueryValues, Ext2[] Rounds, ulong[] FoldNonces);
