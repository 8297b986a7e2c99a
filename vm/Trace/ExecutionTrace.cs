using FvmCompute.Vm.Gas;

namespace FvmCompute.Vm.Trace;

/// <summary>
/// All that happened while one message was executed, as a tree of calls. Written as text or JSON by <see cref="TraceText"/> and <see cref="TraceJson"/>.
/// </summary>
/// <param name="DroppedSteps">Steps left out because the trace was full; the first ones are always there.</param>
public sealed record ExecutionTrace(IReadOnlyList<TraceStep> Steps, long DroppedSteps)
{
    /// <summary>Every gas charge in order, across all calls.</summary>
    public IEnumerable<GasCharge> Charges => Flatten(Steps).OfType<GasStep>().Select(step => step.Charge);

    /// <summary>Every step in order of its beginning, across all calls.</summary>
    public IEnumerable<TraceStep> All => Flatten(Steps);

    /// <summary>What was charged under each name, largest first.</summary>
    public IReadOnlyList<(string Name, int Count, GasAmount Total)> GasByName() =>
    [
        .. Charges.GroupBy(charge => charge.Name)
            .Select(group => (Name: group.Key, Count: group.Count(), Total: group.Aggregate(GasAmount.Zero, (sum, charge) => sum + charge.Total)))
            .OrderByDescending(group => group.Total).ThenBy(group => group.Name, StringComparer.Ordinal),
    ];

    private static IEnumerable<TraceStep> Flatten(IReadOnlyList<TraceStep> steps)
    {
        Stack<(IReadOnlyList<TraceStep> Steps, int Next)> open = new([(steps, 0)]);
        while (open.TryPop(out (IReadOnlyList<TraceStep> Steps, int Next) at))
        {
            if (at.Next == at.Steps.Count) { continue; }

            TraceStep step = at.Steps[at.Next];
            yield return step;
            open.Push((at.Steps, at.Next + 1));
            open.Push((Inside(step), 0));
        }
    }

    private static IReadOnlyList<TraceStep> Inside(TraceStep step) => step switch
    {
        CallStep call => call.Steps,
        SyscallStep syscall => syscall.Steps,
        _ => [],
    };
}
