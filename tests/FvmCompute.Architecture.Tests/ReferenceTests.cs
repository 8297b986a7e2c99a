using System.Xml.Linq;
using FvmCompute.Tests;

namespace FvmCompute.Architecture.Tests;

/// <summary>The reference rules between folders (docs/architecture.md): contracts below, implementations beside each other, the host on top.</summary>
public class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["primitives"] = [],
        ["filecoin"] = ["primitives"],
        ["kernels"] = ["primitives"],
        ["verifier"] = ["primitives"],
        ["prover"] = ["primitives", "kernels", "verifier"],
        ["vm"] = ["primitives", "filecoin", "verifier"],
        ["proto"] = [],
        ["grpc"] = ["proto"],
        ["sidecar"] = ["primitives", "filecoin", "kernels", "verifier", "prover", "vm", "proto", "grpc"],
        ["bench"] = ["primitives", "filecoin", "kernels", "verifier", "prover", "vm", "proto", "grpc", "sidecar"],
    };

    public static TheoryData<string> ProductProjects()
    {
        var projects = new TheoryData<string>();
        foreach (string folder in Directory.EnumerateDirectories(Vectors.RepositoryRoot).Select(path => Path.GetFileName(path)!).Order())
        {
            foreach (string project in Directory.EnumerateFiles(Path.Combine(Vectors.RepositoryRoot, folder), "*.csproj"))
            {
                projects.Add($"{folder}/{Path.GetFileName(project)}");
            }
        }

        return projects;
    }

    [Theory]
    [MemberData(nameof(ProductProjects))]
    public void Project_References_OnlyWhatItsFolderMay(string project)
    {
        string folder = project.Split('/')[0];
        Assert.True(Allowed.ContainsKey(folder), $"{project}: a new top-level project needs a row in the table of docs/architecture.md and in this test");

        XDocument xml = XDocument.Load(Path.Combine(Vectors.RepositoryRoot, project));
        string[] referenced = [.. xml.Descendants("ProjectReference").Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/').Split('/')[^2])];
        string[] forbidden = [.. referenced.Where(name => !Allowed[folder].Contains(name))];
        Assert.True(forbidden.Length == 0, $"{project} may not reference {string.Join(", ", forbidden)}");
    }

    [Fact]
    public void NativeInterop_LivesInInteropFoldersOnly()
    {
        string[] offenders = [.. ProductSources()
            .Where(file => !file.Split('/').Contains("Interop"))
            .Where(file => File.ReadAllText(Path.Combine(Vectors.RepositoryRoot, file)) is var text && (text.Contains("[LibraryImport") || text.Contains("[DllImport") || text.Contains("delegate* unmanaged")))];
        Assert.True(offenders.Length == 0, $"native imports outside an Interop folder: {string.Join(", ", offenders)}");
    }

    [Fact]
    public void EveryProject_IsInTheSolution()
    {
        string solution = File.ReadAllText(Path.Combine(Vectors.RepositoryRoot, "FvmCompute.sln")).Replace('\\', '/');
        string[] missing = [.. Directory.EnumerateFiles(Vectors.RepositoryRoot, "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Vectors.RepositoryRoot, path).Replace('\\', '/'))
            .Where(path => !path.Contains("node_modules/") && !solution.Contains(path))];
        Assert.True(missing.Length == 0, $"not in FvmCompute.sln: {string.Join(", ", missing)}");
    }

    private static IEnumerable<string> ProductSources() => Allowed.Keys
        .Select(folder => Path.Combine(Vectors.RepositoryRoot, folder))
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(Vectors.RepositoryRoot, path).Replace('\\', '/'))
        .Where(path => !path.Contains("/obj/") && !path.Contains("/bin/"));
}
