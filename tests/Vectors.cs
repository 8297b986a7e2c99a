using System.Runtime.CompilerServices;
using System.Text.Json;

namespace FvmCompute.Tests;

/// <summary>Finds the reference data under <c>tests/vectors</c>, whatever the working directory of the test runner.</summary>
internal static class Vectors
{
    public static string RepositoryRoot { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([RepositoryRoot, "tests", "vectors", .. parts]);

    public static JsonDocument Json(params string[] parts) => JsonDocument.Parse(File.ReadAllBytes(PathOf(parts)));

    private static string FindRoot([CallerFilePath] string source = "")
    {
        foreach (string? start in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(source) })
        {
            for (string? folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "FvmCompute.sln"))) { return folder; }
            }
        }

        throw new DirectoryNotFoundException("FvmCompute.sln was not found above the test binaries");
    }
}
