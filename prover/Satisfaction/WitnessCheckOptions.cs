namespace FvmCompute.Prover.Satisfaction;

/// <summary>What a check of a witness is at; in this order.</summary>
public enum WitnessCheckPhase
{
    /// <summary>Every constraint on every row of its domain.</summary>
    Constraints,

    /// <summary>Messages sent and received.</summary>
    Lookups,

    /// <summary>The matrix products.</summary>
    Products,

    /// <summary>Cells and sums against public values.</summary>
    Claims,

    /// <summary>The check is over.</summary>
    Done,
}

/// <summary>How a witness is checked. Nothing here changes the answer.</summary>
/// <param name="Threads">At least 1.</param>
public sealed record WitnessCheckOptions(int Threads)
{
    /// <summary>Hears, on the checking thread, what begins.</summary>
    public Action<WitnessCheckPhase>? Progress { get; init; }
}
