using System.Security.Cryptography;
using System.Text;

namespace FvmCompute.Kernels.Devices;

/// <summary>
/// Compiled programs on disk. A file holds magic, the SHA-256 of its key, the length, the program and a SHA-256 over all of that; whatever does not add
/// up is deleted and counts as absent, so the program is rebuilt. Nothing here throws for the disk's sake: a cache that cannot be used costs time only.
/// </summary>
public sealed class ProgramCache(string folder)
{
    public const string FolderVariable = "FVMCOMPUTE_CACHE";

    /// <summary>Compiled programs are some hundred KiB; a file beyond this is not one.</summary>
    private const int MaxBytes = 64 << 20;

    private const int HeaderBytes = 8 + 32 + 8;
    private const int TrailerBytes = 32;
    private static readonly byte[] Magic = "FVMPROG1"u8.ToArray();

    public string Folder { get; } = folder;

    /// <summary><c>FVMCOMPUTE_CACHE</c>, else <c>$XDG_CACHE_HOME/fvmcompute</c>, else <c>~/.cache/fvmcompute</c>; below it <c>programs</c>.</summary>
    public static ProgramCache Default() => new(Path.Combine(DefaultRoot(Environment.GetEnvironmentVariable), "programs"));

    /// <summary>Null when there is no intact entry.</summary>
    public byte[]? TryRead(ProgramKey key)
    {
        string path = PathOf(key);
        try
        {
            FileInfo file = new(path);
            if (!file.Exists) { return null; }

            byte[]? program = file.Length <= MaxBytes ? Unwrap(File.ReadAllBytes(path), key.Digest()) : null;
            if (program is null) { File.Delete(path); }
            return program;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException) { return null; }
    }

    /// <summary>Written beside its place and renamed, so that readers see all of it or nothing.</summary>
    /// <returns>Whether it was kept.</returns>
    public bool TryWrite(ProgramKey key, ReadOnlySpan<byte> program)
    {
        if (program.IsEmpty || program.Length > MaxBytes) { return false; }

        string scratch = "";
        try
        {
            CreateFolder();
            scratch = Path.Combine(Folder, $".{Guid.NewGuid():N}");
            File.WriteAllBytes(scratch, Wrap(program, key.Digest()));
            File.Move(scratch, PathOf(key), overwrite: true);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            TryDelete(scratch);
            return false;
        }
    }

    /// <summary>For a program the driver would not load after all.</summary>
    public void Remove(ProgramKey key) => TryDelete(PathOf(key));

    internal static string DefaultRoot(Func<string, string?> environment)
    {
        if (environment(FolderVariable) is { Length: > 0 } chosen) { return chosen; }
        if (environment("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache)) { return Path.Combine(cache, "fvmcompute"); }
        return Path.Combine(environment("HOME") is { Length: > 0 } home ? Path.Combine(home, ".cache") : Path.GetTempPath(), "fvmcompute");
    }

    internal string PathOf(ProgramKey key) => Path.Combine(Folder, Convert.ToHexStringLower(key.Digest()) + ".program");

    /// <summary>Drivers execute what is read here: only the owner may write it.</summary>
    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows()) { Directory.CreateDirectory(Folder); }
        else { Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute); }
    }

    private static byte[] Wrap(ReadOnlySpan<byte> program, byte[] keyDigest)
    {
        byte[] body = [.. Magic, .. keyDigest, .. BitConverter.GetBytes((long)program.Length), .. program];
        return [.. body, .. SHA256.HashData(body)];
    }

    private static byte[]? Unwrap(ReadOnlySpan<byte> file, byte[] keyDigest)
    {
        if (file.Length <= HeaderBytes + TrailerBytes) { return null; }

        ReadOnlySpan<byte> body = file[..^TrailerBytes];
        bool intact = body[..8].SequenceEqual(Magic)
            && body.Slice(8, 32).SequenceEqual(keyDigest)
            && BitConverter.ToInt64(body[40..]) == body.Length - HeaderBytes
            && SHA256.HashData(body).AsSpan().SequenceEqual(file[^TrailerBytes..]);
        return intact ? body[HeaderBytes..].ToArray() : null;
    }

    private static void TryDelete(string path)
    {
        try { if (path.Length > 0) { File.Delete(path); } }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException) { }
    }
}

/// <summary>All a compiled program depends on: the source's bytes, how it was compiled, and by whom for what.</summary>
public sealed record ProgramKey(string Module, ReadOnlyMemory<byte> Source, string Options, string Device, string DriverVersion)
{
    public static ProgramKey For(KernelModule module, ReadOnlyMemory<byte> source, string options, DeviceInfo device) => new(
        module.Name,
        source,
        options,
        $"{device.Framework}/{device.Vendor}/{device.Name}/{device.ComputeCapability}",
        $"{device.DriverVersion}/{device.ToolkitVersion}");

    /// <summary>SHA-256 over all fields, each preceded by its length.</summary>
    internal byte[] Digest()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ReadOnlyMemory<byte> field in new[] { Text(Module), Source, Text(Options), Text(Device), Text(DriverVersion) })
        {
            hash.AppendData(BitConverter.GetBytes((long)field.Length));
            hash.AppendData(field.Span);
        }

        return hash.GetHashAndReset();
    }

    private static ReadOnlyMemory<byte> Text(string text) => Encoding.UTF8.GetBytes(text);
}
