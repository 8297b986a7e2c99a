namespace FvmCompute.Verifier.Verdicts;

/// <summary>
/// Everything a proof can be refused for, with the section of proof-system.md that asks for the check. The set is closed; the order in which checks run is
/// not part of it.
/// </summary>
public enum Reason : byte
{
    /// <summary>The statement is malformed, beyond a limit or contradicts itself (§6, §7).</summary>
    Statement,

    /// <summary>The profile is not secure enough for this statement, or insecure and not opted into (§13).</summary>
    Profile,

    /// <summary>The proof bytes are truncated, too long, not canonical or out of shape (§2, §14).</summary>
    Decode,

    /// <summary>A nonce does not show its work (§5).</summary>
    Pow,

    /// <summary>The product of all lookup denominators is zero (§9).</summary>
    GkrRootZero,

    /// <summary>A lookup layer does not follow from the one above (§9).</summary>
    GkrLayer,

    /// <summary>The opened columns do not satisfy constraints and lookups (§10.3).</summary>
    ZerocheckFinal,

    /// <summary>A matrix product is wrong (§10.4).</summary>
    ProductFinal,

    /// <summary>The row values do not satisfy the claims about columns (§11).</summary>
    ReductionFinal,

    /// <summary>Not one query value per distinct position (§5, §14).</summary>
    WhirQueryCount,

    /// <summary>The final polynomial does not satisfy the folded claim (§12).</summary>
    WhirFinal,

    /// <summary>An opening part is not the one that comes next (§15).</summary>
    PartOrder,

    /// <summary>An opening part opens no position, or reaches beyond those of its level (§14).</summary>
    PartRange,

    /// <summary>Opened leaves are not in the committed tree (§4).</summary>
    OpeningMerkle,

    /// <summary>Opened leaves do not fold to the claimed values (§12, step 3).</summary>
    OpeningFold,

    /// <summary>Positions are left without an opening (§15).</summary>
    OpeningsMissing,

    /// <summary>A message of a split verification does not continue the stored state (§15).</summary>
    Continuation,
}
