using System.Globalization;
using System.Text.Json;
using FvmCompute.Tests;
using FvmCompute.Vm.Wasm;
using FvmCompute.Vm.Wasm.Metering;

namespace FvmCompute.Vm.Tests.Wasm.Spec;

/// <summary>
/// The official WebAssembly suite (tests/vectors/wasm-spec), every command of every file, twice: with all features and no metering, and with the FVM's
/// features, metered. The numbers per file are in spec-suite.tsv; FVMCOMPUTE_BLESS=1 writes them anew.
/// </summary>
public class SpecSuiteTests
{
    private const int StackBytes = 256 << 20;

    private static readonly string TablePath = Path.Combine(Vectors.RepositoryRoot, "tests", "FvmCompute.Vm.Tests", "Wasm", "Spec", "spec-suite.tsv");

    /// <summary>The features of the FVM; its stack limit is raised to what the scripts recurse.</summary>
    private static readonly ModuleOptions Metered = new()
    {
        Features = WasmFeatures.Fvm & ~WasmFeatures.ConstantOffsetsOnly,
        Metering = MeteringPrices.Fvm with { MaxStackUnits = 100_000 },
    };

    public static TheoryData<string> Scripts() => [.. SpecScripts.Names];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_AllFeaturesAndFvmFeatures_EveryAdmittedCommandHolds(string name)
    {
        (JsonElement[] commands, string folder) = SpecScripts.Load(name);
        SpecResult all = Run(commands, folder, ModuleOptions.Unmetered);
        Assert.Equal(0, all.Excluded);
        string row = string.Create(CultureInfo.InvariantCulture, $"{name}\t{all.Passed}\t{all.SkippedText}\t{MeteredColumns(commands, folder)}");
        if (Environment.GetEnvironmentVariable("FVMCOMPUTE_BLESS") == "1") { Bless(name, row); }
        Assert.Equal(File.ReadAllLines(TablePath).Single(line => line.StartsWith(name + "\t", StringComparison.Ordinal)), row);
    }

    /// <summary>Scripts that link modules with each other are not run metered: a metered module imports from the host only.</summary>
    private static string MeteredColumns(JsonElement[] commands, string folder)
    {
        if (commands.Any(command => command.GetProperty("type").GetString() == "register")) { return "links\tlinks"; }
        SpecResult metered = Run(commands, folder, Metered);
        return string.Create(CultureInfo.InvariantCulture, $"{metered.Passed}\t{metered.Excluded}");
    }

    private static SpecResult Run(JsonElement[] commands, string folder, ModuleOptions options)
    {
        SpecResult result = WasmThread.Run(() => new SpecRunner(folder, options).Run(commands), StackBytes);
        Assert.True(result.Failures.Count == 0, $"{result.Failures.Count} of {commands.Length} commands:\n{string.Join('\n', result.Failures.Take(10))}");
        return result;
    }

    private static void Bless(string name, string row)
    {
        const string Header = "file\tall: passed\tall: text only, not run\tfvm metered: passed\tfvm metered: excluded";
        string[] rows = File.Exists(TablePath) ? File.ReadAllLines(TablePath)[1..] : [];
        string[] kept = [.. rows.Where(line => !line.StartsWith(name + "\t", StringComparison.Ordinal)), row];
        File.WriteAllLines(TablePath, [Header, .. kept.Order(StringComparer.Ordinal)]);
    }
}
