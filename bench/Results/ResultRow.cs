namespace FvmCompute.Bench.Results;

/// <summary>One measurement beside its floor: what the hardware, or the best known alternative, allows in the same run.</summary>
/// <param name="Name">What was measured, such as <c>CommP, 1 GiB file</c>.</param>
/// <param name="Value">Median of the repetitions.</param>
/// <param name="Unit">Such as <c>M nodes/s</c> or <c>MiB/s</c>; higher is better.</param>
/// <param name="FloorName">What the floor is; empty when there is none.</param>
/// <param name="Floor">In the same unit.</param>
/// <param name="Spread">(max − min) / median of the repetitions.</param>
public sealed record ResultRow(string Name, double Value, string Unit, string FloorName, double? Floor, double Spread)
{
    /// <summary>Part of the floor that is reached.</summary>
    public double? Reached => Value / Floor;
}

/// <summary>The machine on which a result was obtained.</summary>
public sealed record MachineDescription(string Cpu, int Cores, double MemoryGiB, string OperatingSystem, string Runtime, string VectorPath);

/// <summary>A file under <c>bench/results/{machine}/</c>.</summary>
/// <param name="Command">What to run to obtain it again.</param>
public sealed record ResultFile(string Suite, string Command, string Date, MachineDescription Machine, IReadOnlyList<ResultRow> Rows);
