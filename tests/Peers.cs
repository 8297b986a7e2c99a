using System.Diagnostics;

namespace FvmCompute.Tests;

/// <summary>Runs the implementations by others in <c>tests/peers</c>. What they need (node, python3 and its packages) is installed by <c>test.sh</c>.</summary>
internal static class Peers
{
    public static string Folder { get; } = Path.Combine(Vectors.RepositoryRoot, "tests", "peers");

    /// <summary>Runs a script with node, after installing the packages of <c>package-lock.json</c> if they are not there as it says.</summary>
    public static async Task<string[]> NodeAsync(string script, params string[] arguments)
    {
        await InstallAsync();
        return await RunAsync("node", [Path.Combine(Folder, script), .. arguments]);
    }

    /// <summary>Runs a script with Debian's python3, which has Debian's packages.</summary>
    public static Task<string[]> PythonAsync(string script, params string[] arguments) =>
        RunAsync("/usr/bin/python3", ["-B", Path.Combine(Folder, script), .. arguments]);

    /// <summary>The lines a program printed. Fails the test if it exits with another code than 0, or not within a minute.</summary>
    public static async Task<string[]> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder };
        using Process process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using CancellationTokenRegistration kill = limit.Token.Register(() => process.Kill(entireProcessTree: true));
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        string errors = await process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        if (process.ExitCode != 0) { throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} exited with {process.ExitCode}\n{await output}\n{errors}"); }
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task InstallAsync()
    {
        string wanted = Path.Combine(Folder, "package-lock.json");
        string installed = Path.Combine(Folder, "node_modules", ".package-lock.json");
        // One test project installs while the others wait.
        await using FileStream lockFile = await LockAsync(Path.Combine(Path.GetTempPath(), "fvmcompute-test-peers.lock"));
        if (File.Exists(installed) && File.GetLastWriteTimeUtc(installed) >= File.GetLastWriteTimeUtc(wanted)) { return; }
        await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]);
        File.SetLastWriteTimeUtc(installed, DateTime.UtcNow);
    }

    private static async Task<FileStream> LockAsync(string path)
    {
        while (true)
        {
            try { return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
            catch (IOException) { await Task.Delay(100); }
        }
    }
}
