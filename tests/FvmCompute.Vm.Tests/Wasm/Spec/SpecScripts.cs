using System.Diagnostics;
using System.Text.Json;
using FvmCompute.Tests;

namespace FvmCompute.Vm.Tests.Wasm.Spec;

/// <summary>The official suite's scripts, converted once per test run by wabt's wast2json into a temporary folder.</summary>
internal static class SpecScripts
{
    private static readonly string Output = Directory.CreateTempSubdirectory("wasm-spec-").FullName;

    static SpecScripts() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Output, recursive: true);

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Vectors.PathOf("wasm-spec"), "*.wast")
        .Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    public static (JsonElement[] Commands, string Folder) Load(string name)
    {
        string folder = Directory.CreateDirectory(Path.Combine(Output, name)).FullName;
        string json = Path.Combine(folder, name + ".json");
        Run("wast2json", Vectors.PathOf("wasm-spec", name + ".wast"), "-o", json);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(json));
        return ([.. document.RootElement.GetProperty("commands").EnumerateArray().Select(command => command.Clone())], folder);
    }

    private static void Run(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{tool} did not start (Debian package wabt)");
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{tool} {string.Join(' ', arguments)}: {error}");
    }
}
