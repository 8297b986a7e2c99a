using System.Diagnostics;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Prover.Examples;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Proving;
using FvmCompute.Prover.Satisfaction;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Benchmarks;

/// <summary>Proves the comparison circuit several times, phase by phase beside the floors that the machine's rates give in the same run.</summary>
public sealed class ProofBenchmark : IDisposable
{
    private readonly CpuProverBackend _backend;
    private readonly ProofExample _job;
    private readonly int _threads;
    private readonly CommittedDataset _dataset;
    private readonly Statement _statement;
    private readonly ProverOptions _options;
    private readonly Dictionary<ProofPhase, List<double>> _phases = [];
    private ProofPhase _phase = ProofPhase.Done;
    private long _phaseStart;

    /// <param name="rows">1..<see cref="IntegerComparisons.MaxRows"/>.</param>
    /// <exception cref="ArgumentException">The rows are out of range, or too many for the profile.</exception>
    public ProofBenchmark(int rows, Profile profile, int threads)
    {
        _threads = threads;
        _job = IntegerComparisons.Make(rows);
        _backend = new(new MemoryBudget("benchmark", long.MaxValue), threads);
        _options = new(_backend) { Progress = Begin };
        _dataset = _job.Register(profile, _options);
        _statement = _job.State(profile, _dataset);
    }

    /// <summary>Proves once to warm up, then so many times.</summary>
    /// <param name="rounds">1 or more.</param>
    /// <param name="report">Hears how many proofs are done.</param>
    public ProofMeasurement Run(int rounds, Action<int>? report, CancellationToken cancellation)
    {
        if (Instance.TryCreate(_statement, allowInsecure: false, out Instance? instance) is { } fault) { throw new ArgumentException($"{fault}"); }
        long planned = PlannedBytes(instance!);
        (List<double> seconds, List<MachineRates> rates) = ([], []);
        CollectGarbage();
        byte[] proof = Prove(cancellation);
        CollectGarbage();
        MachineRates.Measure(_threads);
        _phases.Clear();
        double check = CheckSeconds(instance!, rounds, cancellation);
        for (int round = 0; round < rounds; round++)
        {
            report?.Invoke(round);
            rates.Add(MachineRates.Measure(_threads));
            CollectGarbage();
            long start = Stopwatch.GetTimestamp();
            proof = Prove(cancellation);
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            CollectGarbage();
            rates.Add(MachineRates.Measure(_threads));
        }

        return Summarise(instance!, MachineRates.Median(rates), seconds, (check, VerificationSeconds(proof, rounds)), planned, proof.Length);
    }

    /// <summary>Frees the dataset.</summary>
    public void Dispose()
    {
        _dataset.Dispose();
        _backend.Dispose();
    }

    /// <summary>What the last proof left would count to the next one's memory, and its collection to the next one's time.</summary>
    private static void CollectGarbage()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
    }

    private byte[] Prove(CancellationToken cancellation) =>
        CircuitProver.Prove(_statement, [_dataset], _job.AuxiliaryLists, _options, cancellation).Encode();

    private ProofMeasurement Summarise(
        Instance instance, MachineRates rates, List<double> seconds, (double Check, double Verification) others, long planned, int proofBytes)
    {
        IReadOnlyDictionary<ProofPhase, PhaseWork> work = ProofWork.Of(instance);
        PhaseMeasurement[] phases = [.. _phases.Select(p => new PhaseMeasurement(
            p.Key, Median(p.Value), Spread(p.Value), work.TryGetValue(p.Key, out PhaseWork w) ? w.Seconds(rates) : null))];
        return new(
            _statement.Profile.Name, _job.DatasetColumns[0][0].Length, seconds.Count, _threads, rates, phases, Median(seconds), Spread(seconds),
            phases.Sum(p => p.FloorSeconds ?? 0), others.Check, others.Verification, planned, proofBytes);
    }

    /// <summary>From the columns to the answer, as whoever checks without proving does it; the first one warms up.</summary>
    private double CheckSeconds(Instance instance, int rounds, CancellationToken cancellation)
    {
        List<double> seconds = [];
        for (int i = 0; i <= rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            StackedMatrix auxiliary = CircuitProver.StackAuxiliary(instance, _job.AuxiliaryLists);
            WitnessFault? fault = WitnessCheck.Run(instance, [_dataset.Matrix], auxiliary, new(_threads), cancellation);
            if (fault is not null) { throw new InvalidOperationException($"the example's own witness does not satisfy: {fault}"); }
            if (i > 0) { seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds); }
            CollectGarbage();
        }

        return Median(seconds);
    }

    private long PlannedBytes(Instance instance)
    {
        DatasetPlan dataset = DatasetPlan.Of(instance.DatasetLayouts[0], instance.Profile, _backend);
        long columns = _job.Blocks.Concat(_job.Tables).Sum((Block b) => (long)b.Rows * b.Columns * sizeof(ulong));
        return dataset.KeptBytes + dataset.WorkingBytes + ProofPlan.Of(instance, _options).PeakBytes + columns;
    }

    private double VerificationSeconds(byte[] proof, int rounds)
    {
        const int WarmUp = 5;
        byte[] statement = _statement.Encode();
        List<double> seconds = [];
        for (int i = 0; i < WarmUp + Math.Max(WarmUp, rounds); i++)
        {
            long start = Stopwatch.GetTimestamp();
            if (!ProofVerifier.Verify(statement, proof, VerifierOptions.Secure).IsAccepted) { throw new InvalidOperationException("a proof made here does not verify"); }
            if (i >= WarmUp) { seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds); }
        }

        return Median(seconds);
    }

    private void Begin(ProofPhase phase)
    {
        long now = Stopwatch.GetTimestamp();
        if (_phase != ProofPhase.Done)
        {
            if (!_phases.TryGetValue(_phase, out List<double>? times)) { _phases.Add(_phase, times = []); }
            times.Add(Stopwatch.GetElapsedTime(_phaseStart, now).TotalSeconds);
        }

        (_phase, _phaseStart) = (phase, now);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static double Spread(List<double> values) => (values.Max() - values.Min()) / Median(values);
}
