namespace FvmCompute.Verifier.Verdicts;

/// <summary>Everything a proof can be refused for. The set is closed; the order in which checks run is not part of it.</summary>
public enum Reason : byte
{
    /// <summary>The statement is malformed, beyond a limit or contradicts itself.</summary>
    Statement,

    /// <summary>The profile is not secure enough for this statement, or insecure and not opted into.</summary>
    Profile,

    /// <summary>The proof bytes are truncated, too long, not canonical or out of shape.</summary>
    Decode,

    /// <summary>A nonce does not show its work.</summary>
    Pow,

    /// <summary>The product of all lookup denominators is zero.</summary>
    GkrRootZero,

    /// <summary>A lookup layer does not follow from the one above.</summary>
    GkrLayer,

    /// <summary>The opened columns do not satisfy constraints and lookups.</summary>
    ZerocheckFinal,

    /// <summary>A matrix product is wrong.</summary>
    ProductFinal,

    /// <summary>The row values do not satisfy the claims about columns.</summary>
    ReductionFinal,

    /// <summary>Not one query value per distinct position.</summary>
    WhirQueryCount,

    /// <summary>The final polynomial does not satisfy the folded claim.</summary>
    WhirFinal,

    /// <summary>An opening part is not the one that comes next.</summary>
    PartOrder,

    /// <summary>An opening part reaches beyond the positions of its level.</summary>
    PartRange,

    /// <summary>Opened leaves are not in the committed tree.</summary>
    OpeningMerkle,

    /// <summary>Opened leaves do not fold to the claimed values.</summary>
    OpeningFold,

    /// <summary>Positions are left without an opening.</summary>
    OpeningsMissing,

    /// <summary>A message of a split verification does not continue the stored state.</summary>
    Continuation,
}
