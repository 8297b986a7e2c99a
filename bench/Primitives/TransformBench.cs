using FvmCompute.Bench.Comparisons;
using FvmCompute.Bench.Results;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Ntt;

namespace FvmCompute.Bench.Primitives;

/// <summary>Transforms of one row, by one thread and by all, beside their multiplications alone, at the rates measured in the same run.</summary>
public static class TransformBench
{
    private static readonly int[] Logs = [20, 22, 24, 26];

    /// <param name="rounds">Turns of each candidate.</param>
    public static IReadOnlyList<ResultRow> Run(int rounds)
    {
        Case[] cases = [.. Cases()];
        Func<double>[] floors = [FieldBench.BaseProducts(CpuPath.Current), FieldBench.OnAllCores(() => FieldBench.BaseProducts(CpuPath.Current))];
        ulong[] words = FieldBench.Filled(1 << Logs.Max());
        RowTransform.Prepare(Logs.Max());
        (double Median, double Spread)[] rates = Stopwatching.Rates(rounds, [.. floors, .. cases.Select(c => Turn(c, words.AsMemory(0, 1 << c.Log)))]);
        return [.. cases.Zip(rates.Skip(floors.Length), (c, rate) =>
        {
            double products = rates[c.Threads == 1 ? 0 : 1].Median * 1e6, floor = products / (c.Log * (double)(1L << (c.Log - 1)));
            return new ResultRow(c.Name, rate.Median, "transforms/s", "its multiplications alone", floor, rate.Spread);
        })];
    }

    private static IEnumerable<Case> Cases() =>
        from log in Logs
        from inverse in new[] { false, true }
        from threads in new[] { 1, FieldBench.Threads }.Distinct()
        select new Case(log, inverse, threads);

    /// <summary>In place, on whatever the turn before has left.</summary>
    private static Func<double> Turn(Case c, Memory<ulong> row)
    {
        ParallelOptions threads = new() { MaxDegreeOfParallelism = c.Threads };
        return () =>
        {
            if (c.Inverse) { RowTransform.Inverse(row, 0, threads); }
            else { RowTransform.Forward(row, row, 0, threads); }
            return 1;
        };
    }

    private sealed record Case(int Log, bool Inverse, int Threads)
    {
        public string Name => $"{(Inverse ? "inverse transform" : "transform")} of 2^{Log}, {(Threads == 1 ? "one thread" : $"{Threads} threads")}";
    }
}
