namespace FvmCompute.Prover.Benchmarks;

/// <summary>Work that a phase of a proof cannot do without.</summary>
/// <param name="BaseMultiplications">In F; one of K by F is two of them.</param>
/// <param name="ExtensionMultiplications">In K.</param>
/// <param name="Compressions">Of BLAKE2b.</param>
/// <param name="Bytes">Read from and written to memory where tables are too large for caches.</param>
public readonly record struct PhaseWork(double BaseMultiplications, double ExtensionMultiplications, double Compressions, double Bytes)
{
    /// <summary>Both.</summary>
    public static PhaseWork operator +(PhaseWork x, PhaseWork y) => new(
        x.BaseMultiplications + y.BaseMultiplications, x.ExtensionMultiplications + y.ExtensionMultiplications, x.Compressions + y.Compressions,
        x.Bytes + y.Bytes);

    /// <summary>The least time: arithmetic alone, or memory alone where that takes longer.</summary>
    public double Seconds(MachineRates rates) => Math.Max(
        (BaseMultiplications / rates.BaseMultiplications) + (ExtensionMultiplications / rates.ExtensionMultiplications) + (Compressions / rates.Compressions),
        Bytes / rates.MemoryBytes);
}
