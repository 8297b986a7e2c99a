using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Vm.Blockstores;

/// <param name="SegmentBytes">Size after which a new file is begun, 4096 to 2^28 − 1.</param>
/// <param name="VerifyContent">Whether each block read is hashed again; its checksum is compared in any case.</param>
public sealed record FileBlockstoreOptions(long SegmentBytes = 128 << 20, bool VerifyContent = false);

/// <summary>
/// Blocks in an append-only log of files in one folder, with their places in memory (32 to 64 bytes for each block). Blocks put since the last <see
/// cref="Commit"/> are readable but not durable: after a crash the store opens at the last commit that returned, or at a later one that was under way.
/// Thread-safe.
/// </summary>
public sealed class FileBlockstore : IBlockstore, IDisposable
{
    private readonly Lock _gate = new();
    private readonly BlockIndex _index = new();
    private readonly BlockIndex.Confirm _confirm;
    private readonly SegmentLog _log;
    private readonly bool _verifyContent;
    private readonly string _path;
    private byte[] _lastRead = [];

    private FileBlockstore(IStoreFolder folder, FileBlockstoreOptions options)
    {
        _path = folder.Path;
        _verifyContent = options.VerifyContent;
        _confirm = Confirm;
        _log = SegmentLog.Open(folder, options.SegmentBytes, Remember, out LogPosition end);
        _index.CutAfter(end);
    }

    /// <summary>Number of blocks.</summary>
    public int Count => _index.Count;

    /// <summary>Number of commits so far.</summary>
    public ulong Commits => _log.Sequence;

    /// <summary>Bytes in the log.</summary>
    public long LogBytes
    {
        get
        {
            lock (_gate) { return _log.TotalBytes; }
        }
    }

    /// <summary>
    /// Reads and checks the whole log of <paramref name="folder"/>, which the caller keeps and disposes after the store, and cuts what follows the last commit.
    /// Throws <see cref="StoreDamagedException"/> when committed bytes have changed.
    /// </summary>
    public static FileBlockstore Open(IStoreFolder folder, FileBlockstoreOptions? options = null) => new(folder, options ?? new FileBlockstoreOptions());

    /// <summary>What the last commit carried; empty before the first.</summary>
    public byte[] LastPayload()
    {
        lock (_gate) { return [.. _log.Payload]; }
    }

    public bool TryGet(Cid cid, out ReadOnlyMemory<byte> block)
    {
        block = default;
        lock (_gate)
        {
            if (!_index.TryFind(cid.Bytes, _confirm, out _)) { return false; }

            block = _lastRead.AsMemory(_lastRead.Length - RecordFormat.BodyOf(_lastRead).Length);
        }

        return !_verifyContent || BlockContent.Matches(cid, block.Span)
            ? true
            : throw new StoreDamagedException(_path, 0, $"block {cid} is stored with other content");
    }

    public void Put(Cid cid, ReadOnlySpan<byte> block)
    {
        if (block.Length > RecordFormat.MaxBodyLength)
        {
            throw new ArgumentException($"block {cid} has {block.Length} bytes; the store takes at most {RecordFormat.MaxBodyLength}", nameof(block));
        }

        lock (_gate)
        {
            if (_index.TryFind(cid.Bytes, _confirm, out _)) { return; }

            _index.Add(cid.Bytes, _log.Append(RecordKind.Block, cid.Bytes, block));
        }
    }

    /// <summary>
    /// Makes every block put so far and <paramref name="payload"/> (for example the new chain head) durable in one step. When it throws, the step may or may
    /// not have happened: the store refuses further writes, and opening it again tells.
    /// </summary>
    public void Commit(ReadOnlySpan<byte> payload)
    {
        lock (_gate) { _log.Commit(payload); }
    }

    public void Dispose() => _log.Dispose();

    private void Remember(LogPosition position, ReadOnlySpan<byte> record)
    {
        if (RecordFormat.KindOf(record) == RecordKind.Block) { _index.Add(RecordFormat.KeyOf(record), position); }
    }

    private bool Confirm(LogPosition candidate, ReadOnlySpan<byte> key)
    {
        _lastRead = _log.Read(candidate);
        return RecordFormat.KeyOf(_lastRead).SequenceEqual(key);
    }
}
