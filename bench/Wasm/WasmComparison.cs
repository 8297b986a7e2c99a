using System.Diagnostics;
using System.Globalization;
using FvmCompute.Bench.Results;
using FvmCompute.Vm.Wasm;

namespace FvmCompute.Bench.Wasm;

/// <summary>Compute loops (kernels.rs), metered, beside node's V8 without metering, on one core; and how fast modules load.</summary>
public static class WasmComparison
{
    private const long PricePerInstruction = 4_000;

    /// <summary>Exports and an argument that takes some ten milliseconds.</summary>
    private static readonly (string Name, long Argument)[] Kernels = [("sieve", 100), ("fib", 30), ("sha", 20_000), ("mulmod", 10_000_000), ("matmul", 600)];

    public static IReadOnlyList<ResultRow> Run(string repository, int rounds)
    {
        string path = Path.Combine(repository, "bench", "Wasm", "kernels.wasm");
        using var v8 = new V8(Path.Combine(repository, "bench", "Wasm", "time-in-v8.mjs"), path);
        WasmModule module = WasmModule.Load(File.ReadAllBytes(path), ModuleOptions.Fvm);
        using var instance = new WasmInstance(module, NoImports.Instance, new MemoryLimiter());
        instance.Initialize();
        var rows = new List<ResultRow>();
        foreach ((string name, long argument) in Kernels) { rows.Add(Kernel(instance, v8, name, argument, rounds)); }
        rows.Add(Loading(repository, rounds));
        return rows;
    }

    private static ResultRow Kernel(WasmInstance instance, V8 v8, string name, long argument, int rounds)
    {
        double instructions = Instructions(instance, name, argument);
        double[] ours = new double[rounds], theirs = new double[rounds];
        for (int i = -3; i < rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Invoke(instance, name, argument);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double v8Seconds = v8.Seconds(name, argument);
            if (i < 0) { continue; }
            (ours[i], theirs[i]) = (instructions / seconds / 1e6, instructions / v8Seconds / 1e6);
        }

        Array.Sort(ours);
        Array.Sort(theirs);
        double median = ours[rounds / 2];
        return new($"{name}, metered", median, "M instr/s", "V8, not metered", theirs[rounds / 2], (ours[^1] - ours[0]) / median);
    }

    /// <summary>Priced instructions, from the gas; calls count for the thirteen that the stack limiter makes of them.</summary>
    private static double Instructions(WasmInstance instance, string name, long argument)
    {
        Invoke(instance, name, argument);
        return (double)(long.MaxValue - instance.GasCounter) / PricePerInstruction;
    }

    private static void Invoke(WasmInstance instance, string name, long argument)
    {
        instance.GasCounter = long.MaxValue;
        InvokeOutcome outcome = instance.Invoke(name, [argument], new long[1]);
        if (!outcome.IsReturn) { throw new InvalidOperationException($"{name}: {outcome}"); }
    }

    private static ResultRow Loading(string repository, int rounds)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(repository, "actors", "artifacts", "compute-market.wasm"));
        (double median, double spread) = Comparisons.Stopwatching.Rates(rounds, () =>
        {
            for (int i = 0; i < 50; i++) { WasmModule.Load(bytes, ModuleOptions.Fvm); }
            return 50 * bytes.Length / 1e6;
        })[0];
        return new("decode and validate, market actor", median, "MB/s", "", null, spread);
    }

    /// <summary>A node process that runs the same module.</summary>
    private sealed class V8(string script, string module) : IDisposable
    {
        private readonly Process _process = Process.Start(Node(script, module)) ?? throw new InvalidOperationException("node did not start");

        public double Seconds(string name, long argument)
        {
            _process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {argument}"));
            _process.StandardInput.Flush();
            string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("node ended");
            return long.Parse(answer, CultureInfo.InvariantCulture) / 1e9;
        }

        public void Dispose()
        {
            _process.StandardInput.Close();
            _process.WaitForExit();
            _process.Dispose();
        }

        private static ProcessStartInfo Node(string script, string module) =>
            new("node", [script, module]) { RedirectStandardInput = true, RedirectStandardOutput = true };
    }
}
