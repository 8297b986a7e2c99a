using FvmCompute.Prover.Files;
using FvmCompute.Sidecar.Roots.Interop;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary>Opens and writes files of the proof system by path, with messages that name the path.</summary>
internal static class ProofPaths
{
    /// <summary>Statement and proof in hex, and as much again of what vectors say about them.</summary>
    private const long MaxVectorBytes = 4L * ProofFile.MaxBytes;

    /// <exception cref="CommandException">There is no such file, or it cannot be read at any place.</exception>
    public static FileStream Open(string path)
    {
        if (Directory.Exists(path)) { throw new CommandException($"{path} is a folder; give the path of a file"); }
        if (!File.Exists(path)) { throw new CommandException($"there is no file {path}"); }
        if (!PosixFile.CanSeek(path)) { throw new CommandException($"{path} is a pipe or a device; give the path of a file"); }
        return new FileStream(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
    }

    /// <summary>The bytes of an end-to-end vector (<c>e2e-*.json</c>).</summary>
    /// <exception cref="CommandException">There is no such file, or it is too long to be one.</exception>
    public static byte[] ReadVector(string path)
    {
        using FileStream file = Open(path);
        if (file.Length > MaxVectorBytes) { throw new CommandException($"{path}: {file.Length} bytes; a vector has at most {MaxVectorBytes}"); }
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <exception cref="CommandException">The file holds no circuit.</exception>
    public static (Circuit Circuit, CircuitShape Shape) ReadCircuit(string path)
    {
        using FileStream file = Open(path);
        Accept(path, CircuitFile.TryRead(file, out Circuit? circuit, out CircuitShape? shape));
        return (circuit!, shape!);
    }

    /// <exception cref="CommandException">The file holds no statement and proof.</exception>
    public static ProofFile ReadProof(string path)
    {
        using FileStream file = Open(path);
        Accept(path, ProofFile.TryRead(file, out ProofFile? proof));
        return proof!;
    }

    /// <exception cref="CommandException">There is a fault.</exception>
    public static void Accept(string path, Rejection? fault)
    {
        if (fault is not null) { throw new CommandException($"{path}: {fault}"); }
    }

    /// <exception cref="CommandException">A file cannot be made there.</exception>
    public static void RequireFolderOf(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder)) { throw new CommandException($"there is no folder {folder}"); }
        if (Directory.Exists(path)) { throw new CommandException($"{path} is a folder; give the path of a file"); }
    }

    /// <summary>Writes a file that is there whole or not at all: under another name beside it, to the disk, then renamed.</summary>
    public static void WriteWhole(string path, Action<Stream> write)
    {
        string part = $"{path}.{Environment.ProcessId}.part";
        try
        {
            using (FileStream file = new(part, FileMode.Create, FileAccess.Write))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
