using FvmCompute.Prover.Benchmarks;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Sidecar.Circuits;

/// <summary>
/// How long a proof will take, told before it is made: its counted work at the rates that this machine has at the moment, other jobs and all, times how much
/// longer than that the proofs before took. Safe for several threads.
/// </summary>
/// <param name="threads">That proofs have.</param>
public sealed class ProofTimes(int threads)
{
    /// <summary>While no proof was made: warm proofs of 100 to 2^20 rows took 1.5 to 5 times their counted work.</summary>
    private const double FirstSlowdown = 6;

    /// <summary>What the first proof of a process takes more, to compile its code: a second was seen.</summary>
    private const double FirstSeconds = 2;

    /// <summary>Whatever proofs took: the next one may have another shape.</summary>
    private const double LeastSlowdown = 4;

    /// <summary>Proofs that are remembered.</summary>
    private const int Remembered = 16;

    private readonly Lock _lock = new();
    private readonly Queue<double> _slowdowns = new();

    /// <summary>Measures the machine's rates for a sixth of a second, with all threads.</summary>
    public ProofEstimate Estimate(Instance instance)
    {
        double work = WorkSeconds(instance, MachineRates.MeasureArithmetic(threads));
        lock (_lock)
        {
            double seconds = _slowdowns.Count == 0 ? FirstSeconds + (work * FirstSlowdown) : work * Math.Max(LeastSlowdown, _slowdowns.Max());
            return new(work, TimeSpan.FromSeconds(seconds));
        }
    }

    /// <summary>Learns from a proof.</summary>
    /// <param name="estimate">What was said of it before.</param>
    public void Record(ProofEstimate estimate, TimeSpan taken)
    {
        lock (_lock)
        {
            _slowdowns.Enqueue(taken.TotalSeconds / estimate.WorkSeconds);
            if (_slowdowns.Count > Remembered) { _slowdowns.Dequeue(); }
        }
    }

    private static double WorkSeconds(Instance instance, MachineRates rates) => ProofWork.Of(instance).Values.Sum(work => work.Seconds(rates));
}

/// <summary>What is known of a proof's time before it is made.</summary>
/// <param name="WorkSeconds">Of its counted work at the rates of the moment; above 0.</param>
/// <param name="Time">What it is expected to take at most on this machine while nothing else changes.</param>
public readonly record struct ProofEstimate(double WorkSeconds, TimeSpan Time);
