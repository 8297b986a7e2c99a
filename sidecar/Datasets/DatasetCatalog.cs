using FvmCompute.Kernels.Prover;
using FvmCompute.Prover.Files;
using FvmCompute.Prover.Proving;
using FvmCompute.Sidecar.Jobs;
using FvmCompute.Sidecar.Roots;
using FvmCompute.V1;
using FvmCompute.Verifier.Wire;
using Microsoft.Extensions.Logging;

namespace FvmCompute.Sidecar.Datasets;

/// <summary>
/// Finds dataset files below the allowed roots by their id. The id of a file follows only from committing to it: that is done once for each file, and again
/// when its size or modification time changes. What is loaded for a job is committed to from the file's bytes, or was before in this process.
/// </summary>
public sealed class DatasetCatalog(
    JobStore store, FileRoots roots, DatasetShelf shelf, IProverBackend backend, Admission admission, ILogger log)
{
    private readonly SemaphoreSlim _scan = new(1);
    private readonly SemaphoreSlim _load = new(1);

    /// <summary>The folders below which datasets are found.</summary>
    public IReadOnlyList<string> Roots => roots.Folders;

    /// <summary>Finds a dataset: among the known files, then among those below the roots that are not known or have changed.</summary>
    /// <param name="report">Hears which file is committed to.</param>
    /// <returns>Null when no file below the roots has this id.</returns>
    public async Task<FoundDataset?> FindAsync(Digest id, Action<string> report, CancellationToken cancellation)
    {
        if (FindKnown(id) is { } known) { return known; }
        await _scan.WaitAsync(cancellation);
        try
        {
            foreach (string path in roots.EnumerateFiles())
            {
                cancellation.ThrowIfCancellationRequested();
                if (await IdentifyAsync(path, report, cancellation) == id && FindKnown(id) is { } found) { return found; }
            }

            return null;
        }
        finally
        {
            _scan.Release();
        }
    }

    /// <summary>The id of a file, committed to now unless it is known.</summary>
    /// <param name="report">Hears that it is committed to.</param>
    /// <returns>Null when the file may not be read, is no dataset, or one that cannot be committed to here.</returns>
    public async Task<Digest?> IdentifyAsync(string path, Action<string> report, CancellationToken cancellation)
    {
        using FileStream? stream = TryOpen(path);
        if (stream is null) { return null; }
        if (store.FindDatasetByPath(stream.Name) is { } row && IsUnchanged(row, stream)) { return new Digest(row.Id); }
        if (FoundDataset.TryOpen(stream, out _) is not { } file) { return null; }
        report($"committing to {path} to learn its id");
        try
        {
            using IDisposable place = await admission.EnterAsync(FoundDataset.PeakBytes(file, backend), PriorityClass.Normal, cancellation);
            return await Task.Run(() => Index(stream, file, cancellation), cancellation);
        }
        catch (Exception error) when (error is ProofFileException or AdmissionException or IOException)
        {
            log.LogWarning("the dataset file {Path} is passed over: {Reason}", path, error.Message);
            return null;
        }
    }

    /// <summary>The committed dataset: from memory, or committed to now. The caller has been admitted with its <see cref="FoundDataset.PeakBytes"/>.</summary>
    /// <exception cref="ProofFileException">The columns are not what the header said.</exception>
    /// <exception cref="JobEndException">The file has another content since it was found.</exception>
    public async Task<DatasetLease> LoadAsync(FoundDataset found, CancellationToken cancellation)
    {
        await _load.WaitAsync(cancellation);
        try
        {
            if (shelf.TryLease(found.Id) is { } kept) { return kept; }
            CommittedDataset dataset = await Task.Run(() => Commit(found.File, cancellation), cancellation);
            if (dataset.Record.Id() is var id && id != found.Id)
            {
                dataset.Dispose();
                Remember(found.Stream, ModifiedTicks(found.Stream), id);
                throw new JobEndException(JobState.Refused, $"{found.Stream.Name} has changed: it is dataset {id} now, no longer {found.Id}");
            }

            return shelf.Add(dataset, FoundDataset.KeptBytes(found.File, backend));
        }
        finally
        {
            _load.Release();
        }
    }

    private FoundDataset? FindKnown(Digest id)
    {
        foreach (DatasetRow row in store.FindDatasets(id.Bytes.ToArray()))
        {
            if (TryOpen(row.Path) is not { } stream) { continue; }
            if (IsUnchanged(row, stream) && FoundDataset.TryOpen(stream, out _) is { } file) { return new FoundDataset(id, stream, file); }
            stream.Dispose();
        }

        return null;
    }

    /// <summary>The dataset goes to the shelf: it may be the one that was looked for.</summary>
    private Digest Index(FileStream stream, DatasetFile file, CancellationToken cancellation)
    {
        long modified = ModifiedTicks(stream);
        CommittedDataset dataset = Commit(file, cancellation);
        Digest id = dataset.Record.Id();
        shelf.Add(dataset, FoundDataset.KeptBytes(file, backend)).Dispose();
        Remember(stream, modified, id);
        return id;
    }

    private CommittedDataset Commit(DatasetFile file, CancellationToken cancellation) =>
        CommittedDataset.Register(file.Profile, file.Blocks, file.Columns, file.Schema, new ProverOptions(backend), cancellation);

    private void Remember(FileStream stream, long modifiedTicks, Digest id) =>
        store.PutDataset(new DatasetRow(stream.Name, stream.Length, modifiedTicks, id.Bytes.ToArray()));

    private FileStream? TryOpen(string path)
    {
        try
        {
            return roots.Open(path);
        }
        catch (RootAccessException)
        {
            return null;
        }
    }

    private static bool IsUnchanged(DatasetRow row, FileStream stream) => row.Size == stream.Length && row.ModifiedTicks == ModifiedTicks(stream);

    private static long ModifiedTicks(FileStream stream) => File.GetLastWriteTimeUtc(stream.SafeFileHandle).Ticks;
}
