using FvmCompute.Primitives.Hashing;
using FvmCompute.V1;
using Google.Protobuf;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>
/// Circuits and witnesses of jobs that have not ended, one file for each job: a job's record is written at every step and must stay small. A write is durable
/// before it is visible; a read is verified.
/// </summary>
public sealed class InputStore
{
    private readonly string _folder;

    public InputStore(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
    }

    /// <exception cref="DataFolderException">The disk is full or failing; nothing is visible.</exception>
    public void Put(string jobId, CircuitSpec spec)
    {
        string path = PathOf(jobId), part = path + ".part";
        try
        {
            using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write))
            {
                spec.WriteTo(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
        }
        catch (IOException error)
        {
            throw new DataFolderException($"the input {path} cannot be written: {error.Message}", error);
        }
    }

    /// <param name="expected">The spec in the job's record: it holds the hashes of circuit and witness.</param>
    /// <exception cref="InvalidDataException">The file is missing, or its content is no longer what was stored.</exception>
    public CircuitSpec Get(string jobId, CircuitSpec expected)
    {
        string path = PathOf(jobId);
        if (!File.Exists(path)) { throw new InvalidDataException($"the stored input {path} is missing"); }
        try
        {
            CircuitSpec spec = CircuitSpec.Parser.ParseFrom(File.ReadAllBytes(path));
            if (Matches(spec.Circuit, expected.CircuitBlake2B256) && Matches(spec.Witness, expected.WitnessBlake2B256)) { return spec; }
        }
        catch (InvalidProtocolBufferException)
        {
            // As damaged as one with another hash.
        }

        throw new InvalidDataException($"the stored input {path} is damaged: its hash is no longer the job's");
    }

    /// <summary>For a job that has ended.</summary>
    public void Remove(string jobId) => File.Delete(PathOf(jobId));

    /// <summary>Removes what crashes left of jobs that have ended or were never accepted.</summary>
    /// <param name="unfinished">Ids of the jobs that go on.</param>
    public void Sweep(IReadOnlySet<string> unfinished)
    {
        foreach (string path in Directory.EnumerateFiles(_folder))
        {
            if (!unfinished.Contains(Path.GetFileName(path))) { File.Delete(path); }
        }
    }

    private static bool Matches(ByteString content, ByteString hash) => Blake2b.Hash256(content.Span).AsSpan().SequenceEqual(hash.Span);

    private string PathOf(string jobId) => Path.Combine(_folder, jobId);
}
