using System.Diagnostics;
using System.Text.Json;
using FvmCompute.Tests;
using FvmCompute.Vm.Wasm;
using ValueType = FvmCompute.Vm.Wasm.ValueType;

namespace FvmCompute.Vm.Tests.Wasm;

/// <summary>
/// Random valid modules (binaryen's wasm-opt -ttf, without NaNs, whose bits V8 leaves open) give in this engine what they give in node's V8:
/// every result, trap, host call, and the hash of the memory. FVMCOMPUTE_FUZZ=N runs N seeds instead of a few.
/// </summary>
public sealed class RandomModuleTests : IDisposable
{
    private static readonly string Runner = Path.Combine(Vectors.RepositoryRoot, "tests", "FvmCompute.Vm.Tests", "Wasm", "run-in-v8.mjs");
    private static readonly int Seeds = int.TryParse(Environment.GetEnvironmentVariable("FVMCOMPUTE_FUZZ"), out int seeds) ? seeds : 6;

    private readonly string _folder = Directory.CreateTempSubdirectory("wasm-random-").FullName;

    public static TheoryData<int> SeedNumbers() => [.. Enumerable.Range(0, Seeds)];

    [Theory]
    [MemberData(nameof(SeedNumbers))]
    public void Module_RandomButValid_BehavesAsInV8(int seed)
    {
        byte[] bytes = Generate(seed);
        string expected = RunInV8(bytes);
        Assert.Equal(expected, Run(bytes, ModuleOptions.Unmetered));
        // A negative constant count cannot be metered; the module is refused.
        bool meterable = WasmModule.TryLoad(bytes, ModuleOptions.Fvm, out _, out WasmModuleException? error);
        Assert.True(meterable || error!.Error == WasmModuleError.Rejected, error?.Message);
        if (meterable) { Assert.Equal(expected, Run(bytes, ModuleOptions.Fvm)); }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string PathIn(string folder, string name) => Path.Combine(folder, name);

    private byte[] Generate(int seed)
    {
        var entropy = new byte[2_000 + (seed * 911 % 6_000)];
        new Random(seed).NextBytes(entropy);
        File.WriteAllBytes(PathIn(_folder, "seed"), entropy);
        Execute(
            "wasm-opt", PathIn(_folder, "seed"), "-ttf", "--denan", seed % 2 == 0 ? "-O1" : "-O0", "--mvp-features", "--enable-sign-ext",
            "--enable-nontrapping-float-to-int", "--enable-bulk-memory", "-o", PathIn(_folder, "m.wasm"));
        return File.ReadAllBytes(PathIn(_folder, "m.wasm"));
    }

    private string RunInV8(byte[] bytes)
    {
        WasmModule module = WasmModule.Load(bytes, ModuleOptions.Unmetered);
        var calls = new
        {
            imports = module.Imports.Select(import => new { module = import.Module, name = import.Name, @params = Names(import.Signature!.Parameters), results = Names(import.Signature.Results) }),
            exports = Calls(module).Select(call => new { name = call.Name, @params = Names(call.Type.Parameters), results = Names(call.Type.Results) }),
        };
        File.WriteAllText(PathIn(_folder, "calls.json"), JsonSerializer.Serialize(calls));
        return Execute("node", "--stack-size=4000", Runner, PathIn(_folder, "m.wasm"), PathIn(_folder, "calls.json"));
    }

    private static string Run(byte[] bytes, ModuleOptions options) => WasmThread.Run(() =>
    {
        WasmModule module = WasmModule.Load(bytes, options);
        var output = new StringWriter { NewLine = "\n" };
        using var instance = new WasmInstance(module, new Logging(output), new MemoryLimiter()) { GasCounter = long.MaxValue / 2 };
        Assert.True(instance.Initialize().IsReturn);
        foreach ((string name, FunctionType type) in Calls(module))
        {
            long[] args = [.. Enumerable.Range(0, type.Parameters.Length).Select(i => Word(type.Parameters[i], (i * 77) + 5))];
            var results = new long[type.Results.Length];
            InvokeOutcome outcome = instance.Invoke(name, args, results);
            output.WriteLine(outcome.IsReturn ? $"{name} = {(results.Length == 0 ? "" : Text(type.Results[0], results[0]))}" : $"{name} trapped");
        }

        return output.ToString();
    });

    private static List<(string Name, FunctionType Type)> Calls(WasmModule module) =>
    [
        .. module.Exports.Where(export => export.Kind == ExternKind.Function).Select(export => (export.Name, module.ExportedFunction(export.Name)!)),
        ("hashMemory", module.ExportedFunction("hashMemory")!),
    ];

    private static string[] Names(ReadOnlySpan<ValueType> types) => [.. types.ToArray().Select(type => type.ToString().ToLowerInvariant())];

    private static long Word(ValueType type, int small) => type switch
    {
        ValueType.F32 => BitConverter.SingleToUInt32Bits(small),
        ValueType.F64 => BitConverter.DoubleToInt64Bits(small),
        _ => small,
    };

    private static string Text(ValueType type, long word) => type switch
    {
        ValueType.F32 when float.IsNaN(BitConverter.Int32BitsToSingle((int)word)) => "nan",
        ValueType.F64 when double.IsNaN(BitConverter.Int64BitsToDouble(word)) => "nan",
        _ => word.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    private static string Execute(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{tool} did not start");
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{tool}: {error.Result}");
        return output;
    }

    private sealed class Logging(TextWriter output) : IImports
    {
        public WasmExtern? Resolve(WasmImport import)
        {
            FunctionType type = import.Signature!;
            return WasmFunction.FromHost(type, (_, args) =>
            {
                var words = new string[args.Length];
                for (int i = 0; i < args.Length; i++) { words[i] = Text(type.Parameters[i], args[i]); }
                output.WriteLine($"{import.Name} {string.Join(' ', words)}");
                return 0;
            });
        }
    }
}
