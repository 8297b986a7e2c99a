using FvmCompute.Prover.Proving;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Sidecar.Datasets;

/// <summary>A committed dataset in use. It stays in memory until the lease is disposed, and longer where there is room.</summary>
public sealed class DatasetLease : IDisposable
{
    private readonly Action _release;
    private int _released;

    internal DatasetLease(CommittedDataset dataset, Action release) => (Dataset, _release) = (dataset, release);

    public CommittedDataset Dataset { get; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0) { _release(); }
    }
}

/// <summary>
/// Committed datasets in memory. What nobody uses is kept up to a budget for the next job, the longest unused going first. Safe for several threads.
/// </summary>
/// <param name="budgetBytes">For datasets that nobody uses; those in use are part of their jobs' declared memory.</param>
public sealed class DatasetShelf(long budgetBytes) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Digest, Entry> _entries = [];
    private readonly LinkedList<Digest> _unused = [];
    private long _unusedBytes;

    /// <summary>Bytes of the datasets that nobody uses.</summary>
    public long UnusedBytes
    {
        get { lock (_lock) { return _unusedBytes; } }
    }

    /// <returns>Null when the dataset is not in memory.</returns>
    public DatasetLease? TryLease(Digest id)
    {
        lock (_lock) { return _entries.TryGetValue(id, out Entry? entry) ? Lease(id, entry) : null; }
    }

    /// <summary>Takes over a dataset that was committed now.</summary>
    /// <param name="bytes">What it takes in memory.</param>
    /// <returns>A lease of it, or of an equal one that came first.</returns>
    public DatasetLease Add(CommittedDataset dataset, long bytes)
    {
        Digest id = dataset.Record.Id();
        lock (_lock)
        {
            if (_entries.TryGetValue(id, out Entry? known))
            {
                dataset.Dispose();
                return Lease(id, known);
            }

            var entry = new Entry(dataset, bytes);
            _entries.Add(id, entry);
            return Lease(id, entry);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (Entry entry in _entries.Values) { entry.Dataset.Dispose(); }
            _entries.Clear();
            _unused.Clear();
        }
    }

    private DatasetLease Lease(Digest id, Entry entry)
    {
        if (entry.Users++ == 0 && _unused.Remove(id)) { _unusedBytes -= entry.Bytes; }
        return new DatasetLease(entry.Dataset, () => Release(id, entry));
    }

    private void Release(Digest id, Entry entry)
    {
        lock (_lock)
        {
            if (--entry.Users > 0 || !_entries.ContainsKey(id)) { return; }
            _unused.AddLast(id);
            _unusedBytes += entry.Bytes;
            while (_unusedBytes > budgetBytes) { RemoveOldest(); }
        }
    }

    private void RemoveOldest()
    {
        Digest id = _unused.First!.Value;
        _unused.RemoveFirst();
        _entries.Remove(id, out Entry? entry);
        _unusedBytes -= entry!.Bytes;
        entry.Dataset.Dispose();
    }

    private sealed class Entry(CommittedDataset dataset, long bytes)
    {
        public CommittedDataset Dataset { get; } = dataset;

        public long Bytes { get; } = bytes;

        public int Users { get; set; }
    }
}
