namespace FvmCompute.Vm.Blockstores;

/// <summary>
/// An append-only file of entries, each durable before its <see cref="Append"/> returns; entries of callers that wait at the same moment share one write and
/// one sync. A batch is written only after the one before was synced, so a bad batch at the end is a torn write nobody was told about, and anywhere else it
/// is damage. Thread-safe.
/// </summary>
public sealed class BatchJournal : IDisposable
{
    private const int MaxBatchBytes = 16 << 20;
    private readonly Lock _queueGate = new();
    private readonly Lock _writeGate = new();
    private readonly IStoreFolder _folder;
    private readonly string _name;
    private readonly string _newName;
    private List<byte[]> _queue = [];
    private ulong _queued;
    private ulong _durable;
    private IStoreFile _file;
    private RecordFormat _format;
    private long _length;
    private Exception? _failure;

    private BatchJournal(IStoreFolder folder, string name, IStoreFile file, RecordFormat format, long length)
    {
        (_folder, _name, _newName) = (folder, name, name + ".new");
        (_file, _format, _length) = (file, format, length);
    }

    /// <summary>Bytes in the file.</summary>
    public long Length => Interlocked.Read(ref _length);

    /// <summary>The number of the last entry queued.</summary>
    public ulong Queued
    {
        get
        {
            lock (_queueGate) { return _queued; }
        }
    }

    /// <summary>
    /// Opens or makes the file <paramref name="name"/>, reads its entries in order and cuts a torn end. Throws <see cref="StoreDamagedException"/> for
    /// damage.
    /// </summary>
    public static BatchJournal Open(IStoreFolder folder, string name, Action<ReadOnlyMemory<byte>> found)
    {
        if (folder.FileNames().Contains(name + ".new")) { folder.Delete(name + ".new"); }

        IStoreFile file = folder.Open(name);
        try
        {
            Span<byte> header = stackalloc byte[RecordFormat.FileHeaderLength];
            int read = file.Read(0, header);
            if (read == header.Length && RecordFormat.TryParse(header, out RecordFormat format))
            {
                return new BatchJournal(folder, name, file, format, Replay(folder, name, file, format, found));
            }

            if (file.Length > RecordFormat.FileHeaderLength)
            {
                throw new StoreDamagedException(Path.Combine(folder.Path, name), 0, "the file header is not what was written");
            }

            return new BatchJournal(folder, name, file, WriteHeader(folder, file), RecordFormat.FileHeaderLength);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Queues a copy of <paramref name="entry"/> (at most 15 MiB) and returns its number, for <see cref="WaitDurable"/>. The order of calls is the order in
    /// the file.
    /// </summary>
    public ulong Enqueue(ReadOnlySpan<byte> entry)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entry.Length, MaxBatchBytes - (1 << 20));
        lock (_queueGate)
        {
            _queue.Add(entry.ToArray());
            return ++_queued;
        }
    }

    /// <summary>
    /// Returns when everything up to <paramref name="number"/> would survive a power cut. Throws <see cref="StoreFailedException"/> when that cannot be
    /// reached any more.
    /// </summary>
    public void WaitDurable(ulong number)
    {
        lock (_writeGate)
        {
            if (_durable >= number) { return; }

            if (_failure is not null) { throw new StoreFailedException(_folder.Path, _failure); }

            (List<byte[]> batch, ulong last) = TakeQueue();
            Guarded(() => WriteBatches(_file, _format, batch, ref _length));
            _durable = last;
        }
    }

    /// <summary>Queues an entry and waits for it.</summary>
    public void Append(ReadOnlySpan<byte> entry) => WaitDurable(Enqueue(entry));

    /// <summary>Replaces the content atomically. <paramref name="live"/> holds all entries that still matter, those that are queued included.</summary>
    public void Rewrite(IReadOnlyList<byte[]> live)
    {
        lock (_writeGate)
        {
            if (_failure is not null) { throw new StoreFailedException(_folder.Path, _failure); }

            ulong last = TakeQueue().Last;
            Guarded(() => Replace(live));
            _durable = last;
        }
    }

    public void Dispose() => _file.Dispose();

    private static RecordFormat WriteHeader(IStoreFolder folder, IStoreFile file)
    {
        Span<byte> header = stackalloc byte[RecordFormat.FileHeaderLength];
        RecordFormat format = RecordFormat.Create(header);
        file.Truncate(0);
        file.Write(0, header);
        file.Sync();
        folder.Sync();
        return format;
    }

    private static long Replay(IStoreFolder folder, string name, IStoreFile file, RecordFormat format, Action<ReadOnlyMemory<byte>> found)
    {
        LogScanner scanner = new(file, format);
        while (scanner.TryRead(out ReadOnlySpan<byte> record)) { Split(RecordFormat.BodyOf(record), found); }

        long end = scanner.Offset;
        if (scanner.AnyFurther(RecordKind.Batch))
        {
            throw new StoreDamagedException(Path.Combine(folder.Path, name), end, "the batch there does not have the checksum it was written with");
        }

        // What a killed process wrote but did not sync is seen here too: it is made durable before anyone relies on it.
        if (file.Length > end) { file.Truncate(end); }

        file.Sync();
        folder.Sync();
        return end;
    }

    private static void Split(ReadOnlySpan<byte> batch, Action<ReadOnlyMemory<byte>> found)
    {
        while (!batch.IsEmpty)
        {
            int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(batch);
            found(batch.Slice(4, length).ToArray());
            batch = batch[(4 + length)..];
        }
    }

    private static void WriteBatches(IStoreFile file, RecordFormat format, IReadOnlyList<byte[]> entries, ref long length)
    {
        for (int next = 0; next < entries.Count;)
        {
            byte[] record = RecordOf(format, entries, ref next);
            file.Write(length, record);
            file.Sync();
            length += record.Length;
        }
    }

    /// <summary>One record with as many entries as fit a batch.</summary>
    private static byte[] RecordOf(RecordFormat format, IReadOnlyList<byte[]> entries, ref int next)
    {
        using MemoryStream body = new();
        Span<byte> prefix = stackalloc byte[4];
        while (next < entries.Count && (body.Length == 0 || body.Length + 4 + entries[next].Length <= MaxBatchBytes))
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(prefix, entries[next].Length);
            body.Write(prefix);
            body.Write(entries[next++]);
        }

        byte[] record = new byte[RecordFormat.HeaderLength + body.Length];
        format.Write(record, RecordKind.Batch, default, body.GetBuffer().AsSpan(0, (int)body.Length));
        return record;
    }

    private (List<byte[]> Batch, ulong Last) TakeQueue()
    {
        lock (_queueGate)
        {
            List<byte[]> batch = _queue;
            _queue = [];
            return (batch, _queued);
        }
    }

    private void Replace(IReadOnlyList<byte[]> live)
    {
        IStoreFile file = _folder.Open(_newName);
        RecordFormat format = WriteHeader(_folder, file);
        long length = RecordFormat.FileHeaderLength;
        WriteBatches(file, format, live, ref length);
        _folder.Rename(_newName, _name);
        _folder.Sync();
        _file.Dispose();
        (_file, _format, _length) = (file, format, length);
    }

    private void Guarded(Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _failure = failure;
            throw new StoreFailedException(_folder.Path, failure);
        }
    }
}
