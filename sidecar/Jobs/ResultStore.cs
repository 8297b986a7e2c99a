using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>The data folder cannot be written now: nothing is lost, and the work goes on when it can be.</summary>
public sealed class DataFolderException(string message, Exception inner) : Exception(message, inner);

/// <summary>Proofs by their BLAKE2b-256, one file each. A write is durable before it is visible; a read is verified.</summary>
public sealed class ResultStore
{
    private readonly string _folder;

    public ResultStore(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        foreach (string torn in Directory.EnumerateFiles(folder, "*.part")) { File.Delete(torn); }
    }

    /// <returns>The content's BLAKE2b-256.</returns>
    /// <exception cref="DataFolderException">The disk is full or failing; nothing is visible under the name.</exception>
    public byte[] Put(ReadOnlySpan<byte> content)
    {
        byte[] hash = Blake2b.Hash256(content);
        string path = PathOf(hash), part = path + ".part";
        try
        {
            using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
            return hash;
        }
        catch (IOException error)
        {
            throw new DataFolderException($"the result {path} cannot be written: {error.Message}", error);
        }
    }

    /// <exception cref="InvalidDataException">The file is missing, or its content is no longer what was stored.</exception>
    public byte[] Get(ReadOnlySpan<byte> hash)
    {
        string path = PathOf(hash);
        if (!File.Exists(path)) { throw new InvalidDataException($"the stored result {path} is missing"); }
        byte[] content = File.ReadAllBytes(path);
        if (!Blake2b.Hash256(content).AsSpan().SequenceEqual(hash))
        {
            throw new InvalidDataException($"the stored result {path} is damaged: its hash is no longer its name");
        }

        return content;
    }

    private string PathOf(ReadOnlySpan<byte> hash) => Path.Combine(_folder, Convert.ToHexStringLower(hash));
}
