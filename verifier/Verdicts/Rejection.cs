using System.Globalization;

namespace FvmCompute.Verifier.Verdicts;

/// <summary>Why something is refused. Texts are bounded and hold numbers and hex only, never input text.</summary>
/// <param name="Where">The field or the step of the protocol.</param>
/// <param name="Index">Where bytes are refused their offset (in the circuit, for a circuit's), else the number of the layer, level, table, ...</param>
/// <param name="Expected">What would have been right.</param>
/// <param name="Got">What was found.</param>
public sealed record Rejection(Reason Reason, string Where, long Index, string Expected, string Got)
{
    /// <summary>The reason as the reference vectors spell it, such as <c>gkr-root-zero</c>.</summary>
    public string Code => Reason switch
    {
        Reason.Statement => "statement",
        Reason.Profile => "profile",
        Reason.Decode => "decode",
        Reason.Pow => "pow",
        Reason.GkrRootZero => "gkr-root-zero",
        Reason.GkrLayer => "gkr-layer",
        Reason.ZerocheckFinal => "zerocheck-final",
        Reason.ProductFinal => "product-final",
        Reason.ReductionFinal => "reduction-final",
        Reason.WhirQueryCount => "whir-query-count",
        Reason.WhirFinal => "whir-final",
        Reason.PartOrder => "part-order",
        Reason.PartRange => "part-range",
        Reason.OpeningMerkle => "opening-merkle",
        Reason.OpeningFold => "opening-fold",
        Reason.OpeningsMissing => "openings-missing",
        Reason.Continuation => "continuation",
        _ => throw new InvalidOperationException($"reason {(int)Reason} has no code"),
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Code}: {Where} [{Index}]: expected {Expected}, got {Got}";

    /// <summary>A refusal over values that print themselves, invariantly.</summary>
    internal static Rejection Of<T>(Reason reason, string where, long index, string expected, T got) =>
        new(reason, where, index, expected, Convert.ToString(got, CultureInfo.InvariantCulture) ?? "");

    /// <summary>A number above its limit.</summary>
    internal static Rejection TooLarge(Reason reason, string where, long index, ulong limit, ulong got) =>
        Of(reason, where, index, $"at most {limit}", got);
}
