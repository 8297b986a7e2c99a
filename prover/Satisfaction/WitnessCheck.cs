using FvmCompute.Kernels.Prover.Cpu.Satisfaction;
using FvmCompute.Prover.Matrices;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Satisfaction;

/// <summary>
/// Decides whether a witness satisfies a circuit, and so whether an honest proof would be accepted, without making one: no encoding, no hashing, one pass
/// over the rows. A satisfied witness is never refused. One that is not is passed with the probability of the random combinations that are used, below
/// 2^−90 in total and never above what the proof itself allows; they are drawn anew each time from the system's cryptographic generator.
/// </summary>
public static class WitnessCheck
{
    /// <summary>Checks constraints, then lookups, matrix products and claims.</summary>
    /// <param name="instance">Its dataset records need no roots: only their shapes are used.</param>
    /// <param name="datasets">Stacked columns of each dataset, in the statement's order.</param>
    /// <param name="auxiliary">What <see cref="Proving.CircuitProver.StackAuxiliary"/> made.</param>
    /// <returns>Null where the witness satisfies, else one place where it does not.</returns>
    /// <exception cref="ArgumentException">The matrices are not those of the instance.</exception>
    /// <exception cref="OperationCanceledException">Soon after cancellation.</exception>
    public static WitnessFault? Run(
        Instance instance, IReadOnlyList<StackedMatrix> datasets, StackedMatrix auxiliary, WitnessCheckOptions options, CancellationToken cancellation)
    {
        Require.Between(options.Threads, 1, int.MaxValue, "threads");
        WitnessColumns columns = new(instance, [.. datasets, auxiliary]);
        RowCheck rows = new(options.Threads, cancellation);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellation };
        WitnessFault? fault = Begin(WitnessCheckPhase.Constraints, new ConstraintCheck(instance, columns, rows).Find)
            ?? Begin(WitnessCheckPhase.Lookups, new LookupCheck(instance, columns, rows).Find)
            ?? Begin(WitnessCheckPhase.Products, new ProductCheck(instance, columns, parallel).Find)
            ?? Begin(WitnessCheckPhase.Claims, () => ClaimCheck.Find(instance, columns, cancellation));
        options.Progress?.Invoke(WitnessCheckPhase.Done);
        return fault;

        WitnessFault? Begin(WitnessCheckPhase phase, Func<WitnessFault?> find)
        {
            options.Progress?.Invoke(phase);
            return find();
        }
    }

    /// <summary>
    /// The most bytes that a check takes beside the matrices: each thread's registers for a block of rows, and what finds a message that does not cancel. Tall
    /// tables take no more than short ones.
    /// </summary>
    public static long WorkingBytes(Instance instance, int threads)
    {
        long planes = instance.Circuit.Tables.Select((table, t) => MostPlanes(table, instance.Shape.Tables[t])).Max();
        return (threads * (RowCheck.BlockBytes(planes) + UnbalancedMessages.ThreadBytes)) + ProductCheck.Bytes;
    }

    /// <summary>Every node and output in K, inputs in F with their steps.</summary>
    private static long MostPlanes(Table table, TableShape shape) =>
        (2L * table.Nodes.Length) + (2L * (shape.OpenedValues + 1)) + (2L * (4 + (2 * table.Interactions.Length)));
}
