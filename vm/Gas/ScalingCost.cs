namespace FvmCompute.Vm.Gas;

/// <summary>A price with a fixed part and a part per unit (byte, entry, epoch, ...).</summary>
public readonly record struct ScalingCost(GasAmount Flat, GasAmount PerUnit)
{
    public static ScalingCost OfGas(ulong flat, ulong perUnit) => new(GasAmount.FromGas(flat), GasAmount.FromGas(perUnit));

    public static ScalingCost PerUnitMilligas(ulong perUnit) => new(GasAmount.Zero, GasAmount.FromMilligas(perUnit));

    public GasAmount For(ulong units) => Flat + (PerUnit * units);
}

/// <summary>A price that rises in steps: the cost of the last step whose start is not above the count, zero below the first. Steps are in rising order.</summary>
public sealed record StepCost(IReadOnlyList<(ulong Start, GasAmount Cost)> Steps)
{
    public static StepCost OfGas(params (ulong Start, ulong Gas)[] steps) =>
        new([.. steps.Select(step => (step.Start, GasAmount.FromGas(step.Gas)))]);

    public GasAmount For(ulong count)
    {
        GasAmount cost = GasAmount.Zero;
        foreach ((ulong start, GasAmount stepCost) in Steps)
        {
            if (start <= count) { cost = stepCost; }
        }

        return cost;
    }
}
