using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace FvmCompute.Bench.Results;

/// <summary>Reads and writes <c>bench/results/{machine}/{suite}.json</c>.</summary>
public static partial class ResultFolder
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Root { get; } = FindRoot();

    public static string Results => Path.Combine(Root, "bench", "results");

    public static void Write(ResultFile file)
    {
        string folder = Path.Combine(Results, NameOf(file.Machine));
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, file.Suite + ".json"), JsonSerializer.Serialize(file, Options) + "\n");
    }

    public static IEnumerable<ResultFile> ReadAll() => Directory.Exists(Results)
        ? Directory.EnumerateFiles(Results, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Read)
        : [];

    /// <summary>A folder name such as <c>amd-epyc-2-cores</c>.</summary>
    public static string NameOf(MachineDescription machine) => $"{NotOfAName().Replace(machine.Cpu.ToLowerInvariant(), "-").Trim('-')}-{machine.Cores}-cores";

    private static ResultFile Read(string path) =>
        JsonSerializer.Deserialize<ResultFile>(File.ReadAllBytes(path), Options) ?? throw new InvalidDataException($"{path} is empty");

    private static string FindRoot()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "FvmCompute.sln"))) { return folder; }
        }

        throw new DirectoryNotFoundException("FvmCompute.sln was not found above the benchmark's binaries: run it from a checkout");
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotOfAName();
}
