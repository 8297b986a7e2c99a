using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;

namespace FvmCompute.Tests;

/// <summary>
/// Another verifier as a child process: cases go in, lines such as <c>accept</c> and <c>reject …</c> come out (the protocol is described in
/// <c>actors/proof-verifier/judge.rs</c>). A verifier that panics or hangs fails the test that asked it.
/// </summary>
internal sealed class ForeignVerifier : IDisposable
{
    private const string Compiler = "/usr/bin/rustc";
    private const string Python = "/usr/bin/python3";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly Lazy<string> Judge = new(Compile);

    private readonly Process _process;

    private ForeignVerifier(string program, params string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <summary>The folder of the reference implementation.</summary>
    public static string Reference { get; } = Path.Combine(Vectors.RepositoryRoot, "tests", "reference");

    /// <summary>The actors' verifier, compiled for this machine with the test profiles. Debian's rustc is installed by <c>test.sh</c>.</summary>
    public static ForeignVerifier StartRust() => new(Judge.Value);

    /// <summary>The reference implementation.</summary>
    public static ForeignVerifier StartReference() => new(Python, "-B", Path.Combine(Reference, "judge.py"));

    /// <summary>Runs a script that uses the reference implementation; it must succeed.</summary>
    public static void RunReference(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, ["-B", script, .. arguments]) { RedirectStandardOutput = true };
        start.Environment["PYTHONPATH"] = Reference;
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) { throw new InvalidOperationException($"{script} {string.Join(' ', arguments)} exited with {process.ExitCode}: {output}"); }
    }

    /// <summary>What it says of a proof: <c>accept</c> or <c>reject</c> and why.</summary>
    public string Verify(ReadOnlySpan<byte> statement, ReadOnlySpan<byte> proof)
    {
        Send(statement);
        Send(proof);
        _process.StandardInput.BaseStream.Flush();
        Task<string?> line = _process.StandardOutput.ReadLineAsync();
        return line.Wait(Patience) && line.Result is { } verdict ? verdict : throw new InvalidOperationException("the other verifier died or hangs");
    }

    public void Dispose()
    {
        if (!_process.HasExited) { _process.Kill(); }
        _process.Dispose();
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)bytes.Length);
        _process.StandardInput.BaseStream.Write(length);
        _process.StandardInput.BaseStream.Write(bytes);
    }

    /// <summary>Compiles once per state of the sources, for all test projects.</summary>
    private static string Compile()
    {
        string sources = Path.Combine(Vectors.RepositoryRoot, "actors", "proof-verifier");
        string program = Path.Combine(Vectors.RepositoryRoot, "artifacts", "judges", HashOf(sources));
        if (File.Exists(program)) { return program; }
        string folder = Directory.CreateDirectory($"{program}-{Guid.NewGuid():n}").FullName;
        Run(folder, "--crate-type", "rlib", "--crate-name", "proof_verifier", "-o", "libproof_verifier.rlib", Path.Combine(sources, "src", "lib.rs"));
        Run(folder, "--extern", "proof_verifier=libproof_verifier.rlib", "-o", "judge", Path.Combine(sources, "judge.rs"));
        File.Move(Path.Combine(folder, "judge"), program, overwrite: true);
        Directory.Delete(folder, recursive: true);
        return program;
    }

    /// <summary>With overflow checks, so that what would wrap around on a chain is seen here.</summary>
    private static void Run(string folder, params string[] arguments)
    {
        string[] common = ["--edition", "2021", "-D", "warnings", "-C", "opt-level=2", "-C", "debug-assertions=on", "--cfg", "insecure_profiles"];
        using Process process = Process.Start(new ProcessStartInfo(Compiler, [.. common, .. arguments]) { WorkingDirectory = folder })!;
        process.WaitForExit();
        if (process.ExitCode != 0) { throw new InvalidOperationException($"{Compiler} {string.Join(' ', arguments)} exited with {process.ExitCode}"); }
    }

    private static string HashOf(string folder)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in Directory.EnumerateFiles(folder, "*.rs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
