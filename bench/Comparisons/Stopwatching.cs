using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FvmCompute.Bench.Results;

namespace FvmCompute.Bench.Comparisons;

/// <summary>Side-by-side measurement: candidate and floor take turns in one run, so that a busy machine slows both.</summary>
public static class Stopwatching
{
    /// <summary>Rates of all candidates, each the median of <paramref name="rounds"/> turns.</summary>
    /// <param name="candidates">Each does its work once and answers how many units it did.</param>
    public static (double Median, double Spread)[] Rates(int rounds, params Func<double>[] candidates)
    {
        double[][] rates = [.. candidates.Select(_ => new double[rounds])];
        foreach (Func<double> candidate in candidates) { WarmUp(candidate); }
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < candidates.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                double units = candidates[i]();
                rates[i][round] = units / Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
        }

        return [.. rates.Select(Summarise)];
    }

    public static MachineDescription Machine() => new(
        CpuName(), Environment.ProcessorCount, Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30), 1),
        RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription,
        Vector512.IsHardwareAccelerated ? "AVX-512" : Vector256.IsHardwareAccelerated ? "AVX2" : "scalar");

    /// <summary>At least one turn and half a second: the JIT compiles a hot method for the last time only after 100 quiet milliseconds.</summary>
    private static void WarmUp(Func<double> candidate)
    {
        long start = Stopwatch.GetTimestamp();
        do { candidate(); }
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < 500);
    }

    private static (double Median, double Spread) Summarise(double[] rates)
    {
        Array.Sort(rates);
        double median = rates[rates.Length / 2];
        return (median, (rates[^1] - rates[0]) / median);
    }

    private static string CpuName()
    {
        const string Key = "model name";
        IEnumerable<string> lines = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo") : [];
        string? line = lines.FirstOrDefault(text => text.StartsWith(Key, StringComparison.Ordinal));
        return line?[(line.IndexOf(':') + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
