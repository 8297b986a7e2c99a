using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Pieces;
using FvmCompute.Sidecar.Compute;
using FvmCompute.Sidecar.Jobs;
using FvmCompute.Sidecar.Roots;

namespace FvmCompute.Sidecar.Pieces;

/// <summary>A piece that was found: its tree and its opened file. The caller disposes.</summary>
public sealed record FoundPiece(PieceTree Tree, FileStream Payload) : IDisposable
{
    public void Dispose() => Payload.Dispose();
}

/// <summary>
/// Finds the file behind a piece commitment below the allowed roots. Commitments are computed once for each file, kept with the file's size and modification
/// time, and recomputed when these change; trees are kept beside them so that a path costs one sub-tree.
/// </summary>
public sealed class PieceCatalog
{
    private readonly JobStore _store;
    private readonly FileRoots _roots;
    private readonly string _treeFolder;
    private readonly ComputeDevices _devices;
    private readonly SemaphoreSlim _scan = new(1);

    public PieceCatalog(JobStore store, FileRoots roots, string treeFolder, ComputeDevices devices)
    {
        _store = store;
        _roots = roots;
        _treeFolder = treeFolder;
        _devices = devices;
        Directory.CreateDirectory(treeFolder);
    }

    /// <summary>The folders below which pieces are found.</summary>
    public IReadOnlyList<string> Roots => _roots.Folders;

    /// <summary>The commitment of one file, computed now unless it is known.</summary>
    /// <exception cref="RootAccessException">The file may not be read.</exception>
    public PieceTree Commit(string path, IProgress<long>? progress, CancellationToken cancellation)
    {
        using FileStream payload = _roots.Open(path);
        return Commit(payload, progress, cancellation);
    }

    /// <summary>Finds a piece by its root and padded size: among the known files, then among the files below the roots that are not known yet.</summary>
    /// <returns>Null when no file below the roots has this commitment.</returns>
    public async Task<FoundPiece?> FindAsync(byte[] root, ulong paddedBytes, IProgress<long>? progress, CancellationToken cancellation)
    {
        if (FindKnown(root, paddedBytes, progress, cancellation) is { } known) { return known; }
        await _scan.WaitAsync(cancellation);
        try
        {
            foreach (string path in _roots.EnumerateFiles())
            {
                cancellation.ThrowIfCancellationRequested();
                if (FindIn(path, root, paddedBytes, progress, cancellation) is { } found) { return found; }
            }

            return null;
        }
        finally
        {
            _scan.Release();
        }
    }

    private FoundPiece? FindKnown(byte[] root, ulong paddedBytes, IProgress<long>? progress, CancellationToken cancellation)
    {
        foreach (PieceRow row in _store.FindPieces(root))
        {
            if (FindIn(row.Path, root, paddedBytes, progress, cancellation) is { } found) { return found; }
        }

        return null;
    }

    /// <summary>Opens the file and checks that it is the piece; a commitment to a larger padded size is grown from the file's own.</summary>
    private FoundPiece? FindIn(string path, byte[] root, ulong paddedBytes, IProgress<long>? progress, CancellationToken cancellation)
    {
        FileStream? payload = null;
        try
        {
            payload = _roots.Open(path);
            if (!CouldHave(payload.Length, paddedBytes)) { return null; }
            PieceTree tree = Commit(payload, progress, cancellation);
            if (!tree.Commitment.GrowTo(paddedBytes).Root.SequenceEqual(root)) { return null; }
            if (tree.Commitment.PaddedBytes != paddedBytes) { tree = Grow(payload, root, paddedBytes, progress, cancellation); }
            var found = new FoundPiece(tree, payload);
            payload = null;
            return found;
        }
        catch (RootAccessException)
        {
            return null;
        }
        finally
        {
            payload?.Dispose();
        }
    }

    private PieceTree Commit(FileStream payload, IProgress<long>? progress, CancellationToken cancellation)
    {
        if (Known(payload) is { } row && LoadTree(row.Commitment) is { } known) { return known; }
        long modified = ModifiedTicks(payload);
        payload.Position = 0;
        PieceTree tree = _devices.Commit(payload, new CommPOptions { Progress = progress }, cancellation).Tree;
        SaveTree(tree);
        byte[] root = tree.Commitment.Root.ToArray();
        _store.PutPiece(new PieceRow(payload.Name, (long)tree.Commitment.PayloadBytes, modified, root, tree.Commitment.ToCidV2().ToString()));
        return tree;
    }

    private PieceTree Grow(FileStream payload, byte[] root, ulong paddedBytes, IProgress<long>? progress, CancellationToken cancellation)
    {
        if (LoadTree(root) is { } known) { return known; }
        payload.Position = 0;
        PieceTree tree = _devices.Commit(payload, new CommPOptions { PaddedBytes = paddedBytes, Progress = progress }, cancellation).Tree;
        SaveTree(tree);
        return tree;
    }

    private static bool CouldHave(long payloadBytes, ulong paddedBytes) =>
        PieceSize.PaddedBytes(PieceSize.HeightFor((ulong)payloadBytes)) <= paddedBytes;

    private PieceRow? Known(FileStream payload) =>
        _store.FindPieceByPath(payload.Name) is { } row && row.Size == payload.Length && row.ModifiedTicks == ModifiedTicks(payload) ? row : null;

    private static long ModifiedTicks(FileStream payload) => File.GetLastWriteTimeUtc(payload.SafeFileHandle).Ticks;

    private void SaveTree(PieceTree tree)
    {
        string path = TreePath(tree.Commitment.Root.ToArray()), part = path + ".part";
        try
        {
            File.WriteAllBytes(part, tree.ToBytes());
            File.Move(part, path, overwrite: true);
        }
        catch (IOException)
        {
            // A tree that is not kept only costs computing it again.
        }
    }

    /// <summary>A damaged or missing tree file only costs computing it again.</summary>
    private PieceTree? LoadTree(byte[] root)
    {
        try
        {
            PieceTree tree = PieceTree.FromBytes(File.ReadAllBytes(TreePath(root)));
            return tree.Commitment.Root.SequenceEqual(root) ? tree : null;
        }
        catch (Exception error) when (error is IOException or FilecoinFormatException)
        {
            return null;
        }
    }

    private string TreePath(byte[] root) => Path.Combine(_treeFolder, Convert.ToHexStringLower(root) + ".tree");
}
