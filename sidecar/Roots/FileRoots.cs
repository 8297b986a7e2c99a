using FvmCompute.Sidecar.Roots.Interop;
using Microsoft.Win32.SafeHandles;

namespace FvmCompute.Sidecar.Roots;

/// <summary>A path that may not be read; the message says why and what is allowed.</summary>
public sealed class RootAccessException(string message) : Exception(message);

/// <summary>
/// An allow-list of folders below which files are read. What counts is the file that was really opened (the kernel's own name for the open descriptor),
/// so neither a symbolic link nor a rename between check and open leaves the roots.
/// </summary>
public sealed class FileRoots
{
    private readonly string _setting;
    private readonly string[] _roots;

    /// <param name="setting">Name of the setting that lists the roots.</param>
    /// <exception cref="RootAccessException">A root is not a folder that can be read.</exception>
    public FileRoots(string setting, IEnumerable<string> roots)
    {
        _setting = setting;
        _roots = [.. roots.Select(RealFolder)];
    }

    public IReadOnlyList<string> Folders => _roots;

    /// <summary>Opens a file for reading. Relative paths are taken from the first root that has them.</summary>
    /// <exception cref="RootAccessException">Outside the roots, a link that leaves them, not a regular file, or unreadable.</exception>
    public FileStream Open(string path)
    {
        string candidate = Candidate(path);
        if (!IsBelowRoot(candidate)) { throw new RootAccessException($"{path} is outside {_setting} ({Describe()})"); }
        FileStream stream = OpenForReading(candidate);
        string real = RealPath(stream.SafeFileHandle, candidate);
        if (IsBelowRoot(real)) { return stream; }
        stream.Dispose();
        throw new RootAccessException($"{path} leads to {real}, which is outside {_setting} ({Describe()})");
    }

    /// <summary>All files below the roots, pipes too; links are not followed.</summary>
    public IEnumerable<string> EnumerateFiles()
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        return _roots.SelectMany(root => Directory.EnumerateFiles(root, "*", options)).Order(StringComparer.Ordinal);
    }

    private static FileStream OpenForReading(string path)
    {
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists) { throw new RootAccessException(Directory.Exists(path) ? $"{path} is a folder, not a file" : $"there is no file {path}"); }
            const UnixFileMode Any = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
            if ((info.UnixFileMode & Any) == 0 || !PosixFile.CanSeek(path))
            {
                throw new RootAccessException($"{path} is not a readable regular file");
            }

            return new FileStream(
                path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.Read, BufferSize = 0, Options = FileOptions.SequentialScan });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RootAccessException($"{path} cannot be read: {error.Message}");
        }
    }

    private string RealFolder(string folder)
    {
        var info = new DirectoryInfo(folder);
        if (!info.Exists) { throw new RootAccessException($"{folder} of {_setting} is not a folder"); }
        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(ResolveEachPart(info.FullName)));
    }

    /// <summary>Resolves links in every part of an existing folder's path.</summary>
    private static string ResolveEachPart(string path)
    {
        string resolved = Path.GetPathRoot(path)!;
        foreach (string part in path[resolved.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            resolved = Path.Combine(resolved, part);
            if (new DirectoryInfo(resolved).ResolveLinkTarget(returnFinalTarget: true) is { } target) { resolved = ResolveEachPart(target.FullName); }
        }

        return resolved;
    }

    private string RealPath(SafeFileHandle handle, string opened)
    {
        if (!OperatingSystem.IsLinux()) { return ResolveEachPart(opened); }
        string? target = new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget;
        return target ?? throw new RootAccessException($"{opened} cannot be checked against {_setting}: /proc is not readable");
    }

    private string Candidate(string path)
    {
        if (Path.IsPathRooted(path)) { return Path.GetFullPath(path); }
        return _roots.Select(root => Path.GetFullPath(Path.Combine(root, path))).FirstOrDefault(File.Exists)
            ?? throw new RootAccessException($"there is no file {path} below {_setting} ({Describe()})");
    }

    private bool IsBelowRoot(string path) =>
        _roots.Any(root => path.StartsWith(root == "/" ? root : root + Path.DirectorySeparatorChar, StringComparison.Ordinal));

    private string Describe() => _roots.Length == 0 ? "none are configured" : string.Join(", ", _roots);
}
