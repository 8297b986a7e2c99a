using FvmCompute.Sidecar.Configuration;

namespace FvmCompute.Sidecar.Host;

/// <summary>Holds a data folder for one process. The kernel lets go of it when the process ends, however it ends.</summary>
public sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <exception cref="ConfigurationException">Another process has the folder, or it cannot be written.</exception>
    public static DataFolderLock Take(string folder)
    {
        string path = Path.Combine(folder, "lock");
        try
        {
            return new DataFolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException error)
        {
            throw new ConfigurationException($"the data folder {folder} cannot be written: {error.Message}");
        }
        catch (IOException)
        {
            throw new ConfigurationException($"another fvmcompute has the data folder {folder}: stop it, or give another --data-dir");
        }
    }

    public void Dispose() => _file.Dispose();
}
