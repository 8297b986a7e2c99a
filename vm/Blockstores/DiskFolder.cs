using FvmCompute.Vm.Blockstores.Interop;
using Microsoft.Win32.SafeHandles;

namespace FvmCompute.Vm.Blockstores;

/// <summary>
/// A folder on disk, held by one process at a time through an advisory lock on its file <c>LOCK</c> (flock, freed by the kernel however the process ends).
/// </summary>
public sealed class DiskFolder : IStoreFolder
{
    private const string LockName = "LOCK";

    /// <summary>Beside the lock file, because .NET does not open a locked file for reading.</summary>
    private const string OwnerName = "OWNER";

    private readonly FileStream _lock;

    private DiskFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    /// <summary>Makes the folder where there is none. Throws <see cref="StoreInUseException"/> while another process, or this one, holds it.</summary>
    public static DiskFolder Lock(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(full);
        FileStream held = TakeLock(full);
        File.WriteAllText(System.IO.Path.Combine(full, OwnerName), $"{Environment.ProcessId}\n");
        return new DiskFolder(full, held);
    }

    public IReadOnlyList<string> FileNames() =>
        [.. Directory.EnumerateFiles(Path).Select(file => System.IO.Path.GetFileName(file)).Where(name => name is not (LockName or OwnerName))];

    public IStoreFile Open(string name) =>
        new DiskFile(File.OpenHandle(At(name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));

    public void Delete(string name) => File.Delete(At(name));

    public void Rename(string from, string to) => File.Move(At(from), At(to), overwrite: true);

    public void Sync() => PosixFolder.Sync(Path);

    public void Dispose() => _lock.Dispose();

    private string At(string name) => System.IO.Path.Combine(Path, name);

    private static FileStream TakeLock(string folder)
    {
        string file = System.IO.Path.Combine(folder, LockName);
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException) when (File.Exists(file))
        {
            throw new StoreInUseException(folder, HolderOf(folder));
        }
    }

    private static string HolderOf(string folder)
    {
        try
        {
            return File.ReadAllText(System.IO.Path.Combine(folder, OwnerName)).Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }

    private sealed class DiskFile(SafeFileHandle handle) : IStoreFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public int Read(long offset, Span<byte> into)
        {
            int done = 0;
            while (done < into.Length)
            {
                int read = RandomAccess.Read(handle, into[done..], offset + done);
                if (read == 0) { break; }

                done += read;
            }

            return done;
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(handle, bytes, offset);

        public void Truncate(long length) => RandomAccess.SetLength(handle, length);

        public void Sync() => RandomAccess.FlushToDisk(handle);

        public void Dispose() => handle.Dispose();
    }
}
