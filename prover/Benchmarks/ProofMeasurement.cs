using FvmCompute.Prover.Proving;

namespace FvmCompute.Prover.Benchmarks;

/// <summary>A phase of a proof beside its floor.</summary>
/// <param name="Seconds">Median of the rounds.</param>
/// <param name="Spread">(most − least) / median.</param>
/// <param name="FloorSeconds">What its work takes at the rates of the same run; null where no work is counted.</param>
public sealed record PhaseMeasurement(ProofPhase Phase, double Seconds, double Spread, double? FloorSeconds)
{
    /// <summary>How many times the floor.</summary>
    public double? Ratio => FloorSeconds is > 0 ? Seconds / FloorSeconds : null;
}

/// <summary>A proof of the comparison circuit, measured.</summary>
/// <param name="Rows">Comparisons.</param>
/// <param name="Rounds">Proofs that medians are of.</param>
/// <param name="Seconds">Of a whole proof, median.</param>
/// <param name="Spread">(most − least) / median.</param>
/// <param name="FloorSeconds">Sum of the phases' floors.</param>
/// <param name="WitnessCheckSeconds">Of a check of the witness without a proof, the columns stacked included; median.</param>
/// <param name="VerificationSeconds">Of the whole proof, openings included; median.</param>
/// <param name="PlannedBytes">Datasets, proof and the example's columns, as planned before the first proof.</param>
public sealed record ProofMeasurement(
    string Profile,
    int Rows,
    int Rounds,
    int Threads,
    MachineRates Rates,
    IReadOnlyList<PhaseMeasurement> Phases,
    double Seconds,
    double Spread,
    double FloorSeconds,
    double WitnessCheckSeconds,
    double VerificationSeconds,
    long PlannedBytes,
    int ProofBytes)
{
    /// <summary>How many times the floor.</summary>
    public double Ratio => Seconds / FloorSeconds;
}
