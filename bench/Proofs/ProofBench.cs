using System.Diagnostics;
using FvmCompute.Bench.Comparisons;
using FvmCompute.Bench.Results;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Prover.Examples;
using FvmCompute.Prover.Proving;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Bench.Proofs;

/// <summary>A whole proof beside what no proof can do without: encoding and hashing as many cells as it commits to.</summary>
internal sealed class ProofBench : IDisposable
{
    private const ushort ChainM18 = 0x0212;

    private readonly CpuProverBackend _backend = new(new MemoryBudget("bench", 16L << 30), Environment.ProcessorCount);
    private readonly ProofExample _job;
    private readonly int _rows;
    private readonly CommittedDataset _dataset;
    private readonly Statement _statement;
    private readonly ProverOptions _options;
    private readonly Dictionary<ProofPhase, TimeSpan> _phases = [];
    private ProofPhase _phase = ProofPhase.Done;
    private long _phaseStart;

    private ProofBench(int rows)
    {
        (_rows, _job) = (rows, IntegerComparisons.Make(rows));
        _options = new(_backend) { Progress = Begin };
        if (!ProfileTable.TryFind(ChainM18, out Profile? profile, out _)) { throw new InvalidOperationException($"profile {ChainM18:X4} is not known"); }
        _dataset = _job.Register(profile!, _options);
        _statement = _job.State(profile!, _dataset);
    }

    /// <param name="rows">Rows of the table, four range lookups each.</param>
    /// <param name="rounds">Turns of each candidate.</param>
    public static IReadOnlyList<ResultRow> Run(int rows, int rounds)
    {
        using ProofBench bench = new(rows);
        (double Median, double Spread)[] rates = Stopwatching.Rates(rounds, bench.Commit, bench.Prove);
        string name = $"proof of {rows} comparisons, {bench._statement.Profile.Name}";
        double total = bench._phases.Values.Sum(t => t.TotalSeconds);
        return
        [
            new(name, rates[1].Median, "M rows/s", "committing to its columns", rates[0].Median, rates[1].Spread),
            .. bench._phases.Select(p => new ResultRow($"{name}: {p.Key}", 100 * p.Value.TotalSeconds / total, "% of time", "", null, 0)),
        ];
    }

    public void Dispose()
    {
        _dataset.Dispose();
        _backend.Dispose();
    }

    private double Prove()
    {
        CircuitProver.Prove(_statement, [_dataset], _job.AuxiliaryLists, _options, CancellationToken.None);
        return _rows / 1e6;
    }

    /// <summary>The auxiliary columns' commitment alone.</summary>
    private double Commit()
    {
        Profile profile = _statement.Profile;
        RowsShape shape = new(4 * Math.Max(1, _rows >> profile.LogRowLength), profile.LogRowLength, ElementField.Base);
        using IProverSession session = _backend.Begin(ProverMemory.OfCommitment(_backend, shape, profile.LogInverseRate), CancellationToken.None);
        session.Commit(session.Import(shape, new ulong[shape.Words]), profile.LogInverseRate);
        return _rows / 1e6;
    }

    private void Begin(ProofPhase phase)
    {
        long now = Stopwatch.GetTimestamp();
        if (_phase != ProofPhase.Done) { _phases[_phase] = _phases.GetValueOrDefault(_phase) + Stopwatch.GetElapsedTime(_phaseStart, now); }
        (_phase, _phaseStart) = (phase, now);
    }
}
