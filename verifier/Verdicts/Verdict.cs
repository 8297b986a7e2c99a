namespace FvmCompute.Verifier.Verdicts;

/// <summary>The outcome of a verification. The default value accepts nothing.</summary>
public readonly struct Verdict : IEquatable<Verdict>
{
    private Verdict(bool isAccepted, Rejection? rejection) => (IsAccepted, Rejection) = (isAccepted, rejection);

    /// <summary>The proof holds.</summary>
    public static Verdict Accepted { get; } = new(true, null);

    /// <summary>Whether the proof holds.</summary>
    public bool IsAccepted { get; }

    /// <summary>Why not; null when accepted.</summary>
    public Rejection? Rejection { get; }

    /// <summary><c>accept</c>, or <c>reject:</c> and the reason's code, as the reference vectors write outcomes.</summary>
    public string Code => IsAccepted ? "accept" : $"reject:{Rejection?.Code}";

    /// <summary>Whether both are the same outcome for the same reason.</summary>
    public static bool operator ==(Verdict left, Verdict right) => left.Equals(right);

    /// <summary>Whether the outcomes or their reasons differ.</summary>
    public static bool operator !=(Verdict left, Verdict right) => !left.Equals(right);

    /// <summary>Accepts exactly when there is nothing to refuse.</summary>
    internal static Verdict Of(Rejection? rejection) => rejection is null ? Accepted : new(false, rejection);

    /// <inheritdoc/>
    public bool Equals(Verdict other) => IsAccepted == other.IsAccepted && Equals(Rejection, other.Rejection);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Verdict other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsAccepted, Rejection);

    /// <inheritdoc/>
    public override string ToString() => IsAccepted ? "accept" : $"reject: {Rejection}";
}
