using FvmCompute.Bench.Results;
using FvmCompute.Prover.Benchmarks;
using FvmCompute.Verifier.Profiles;

namespace FvmCompute.Bench.Proofs;

/// <summary>A whole proof and its phases beside what their multiplications, hashes or memory traffic take: <c>fvmcompute bench proof</c> as result rows.</summary>
internal static class ProofBench
{
    private const ushort ChainM18 = 0x0212;

    /// <param name="rows">Rows of the table, four range lookups each.</param>
    /// <param name="rounds">Proofs that medians are of.</param>
    public static IReadOnlyList<ResultRow> Run(int rows, int rounds)
    {
        if (!ProfileTable.TryFind(ChainM18, out Profile? profile, out _)) { throw new InvalidOperationException($"profile {ChainM18:X4} is not known"); }
        using ProofBenchmark benchmark = new(rows, profile!, Environment.ProcessorCount);
        ProofMeasurement proof = benchmark.Run(rounds, null, CancellationToken.None);
        string name = $"proof of {rows} comparisons, {proof.Profile}";
        return
        [
            new(name, MillionsPerSecond(proof.Seconds), "M rows/s", "sum of the phases' floors", MillionsPerSecond(proof.FloorSeconds), proof.Spread),
            .. proof.Phases.Where(p => p.FloorSeconds is > 0).Select(p => new ResultRow(
                $"{name}: {p.Phase}".ToLowerInvariant(), MillionsPerSecond(p.Seconds), "M rows/s", "its floor", MillionsPerSecond(p.FloorSeconds!.Value), p.Spread)),
            new($"{name}: verification", 1 / proof.VerificationSeconds, "proofs/s", "", null, 0),
        ];

        double MillionsPerSecond(double seconds) => rows / seconds / 1e6;
    }
}
