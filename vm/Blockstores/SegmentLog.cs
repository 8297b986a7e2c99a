using System.Buffers.Binary;

namespace FvmCompute.Vm.Blockstores;

/// <summary>
/// An append-only log over numbered files. Appended records become durable together at <see cref="Commit"/>: data sync, commit record, second sync, so that a
/// commit record on disk proves everything before it. Not thread-safe for writers; <see cref="Read"/> may run beside one writer under the owner's lock.
/// </summary>
internal sealed partial class SegmentLog : IDisposable
{
    private const int BufferLimit = 1 << 20;
    private readonly IStoreFolder _folder;
    private readonly long _segmentLimit;
    private readonly List<Segment> _segments = [];
    private byte[] _buffer = new byte[BufferLimit + 4096];
    private int _buffered;
    private bool _unsynced;
    private Exception? _failure;

    private SegmentLog(IStoreFolder folder, long segmentLimit)
    {
        _folder = folder;
        _segmentLimit = segmentLimit;
    }

    /// <summary>Number of the last commit; 0 before the first.</summary>
    public ulong Sequence { get; private set; }

    /// <summary>Payload of the last commit; empty before the first.</summary>
    public byte[] Payload { get; private set; } = [];

    /// <summary>Bytes in all files and the buffer.</summary>
    public long TotalBytes => _segments.Sum(segment => segment.Length) + _buffered;

    private Segment Current => _segments[^1];

    private LogPosition End => new(Current.Number, Current.Length + _buffered, 0);

    /// <summary>Buffers one record. Throws <see cref="StoreFailedException"/> after any earlier failed write.</summary>
    public LogPosition Append(RecordKind kind, ReadOnlySpan<byte> key, ReadOnlySpan<byte> body)
    {
        if (_failure is not null) { throw new StoreFailedException(_folder.Path, _failure); }

        int length = RecordFormat.HeaderLength + key.Length + body.Length;
        if (_buffered + length > BufferLimit) { Guarded(WriteOut); }

        if (Current.Length + _buffered + length > _segmentLimit && Current.Length + _buffered > RecordFormat.FileHeaderLength) { Guarded(StartSegment); }

        if (_buffered + length > _buffer.Length) { Array.Resize(ref _buffer, _buffered + length); }

        LogPosition position = new(Current.Number, Current.Length + _buffered, length);
        Current.Format.Write(_buffer.AsSpan(_buffered, length), kind, key, body);
        _buffered += length;
        return position;
    }

    /// <summary>
    /// Makes everything appended so far, and <paramref name="payload"/> with it, durable: after it returns both survive a power cut, before that neither
    /// shows.
    /// </summary>
    public void Commit(ReadOnlySpan<byte> payload)
    {
        byte[] body = new byte[8 + payload.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(body, Sequence + 1);
        payload.CopyTo(body.AsSpan(8));
        Guarded(SyncData);
        Append(RecordKind.Commit, default, body);
        Guarded(SyncData);
        Sequence++;
        Payload = body[8..];
    }

    /// <summary>The record at <paramref name="position"/>. Throws <see cref="StoreDamagedException"/> when its checksum does not fit.</summary>
    public byte[] Read(LogPosition position)
    {
        Segment segment = _segments[position.Segment - _segments[0].Number];
        long inBuffer = position.Offset - segment.Length;
        if (ReferenceEquals(segment, Current) && inBuffer >= 0)
        {
            segment.Format.TryMeasure(_buffer.AsSpan((int)inBuffer), out int buffered);
            return _buffer.AsSpan((int)inBuffer, buffered).ToArray();
        }

        byte[] record = ReadFile(segment, position);
        bool whole = segment.Format.TryMeasure(record, out int length);
        if (whole && length > record.Length) { record = ReadFile(segment, position, length); }

        return whole && length == record.Length && segment.Format.IsSound(record)
            ? record
            : throw new StoreDamagedException(PathOf(segment), position.Offset, "a stored block no longer has the checksum it was written with");
    }

    public void Dispose()
    {
        foreach (Segment segment in _segments) { segment.Dispose(); }
    }

    private static byte[] ReadFile(Segment segment, LogPosition position, int length = 0)
    {
        byte[] record = new byte[length == 0 ? position.LengthHint : length];
        int read = segment.File.Read(position.Offset, record);
        return read == record.Length ? record : record[..read];
    }

    private string PathOf(Segment segment) => Path.Combine(_folder.Path, segment.Name);

    private void StartSegment()
    {
        SyncData();
        if (Current.Number == LogPosition.MaxSegment)
        {
            throw new IOException($"the log in {_folder.Path} has reached its limit of {LogPosition.MaxSegment} segments");
        }

        _segments.Add(Segment.Create(_folder, Current.Number + 1));
    }

    private void SyncData()
    {
        WriteOut();
        if (_unsynced) { Current.File.Sync(); }

        _unsynced = false;
    }

    private void WriteOut()
    {
        if (_buffered == 0) { return; }

        Current.File.Write(Current.Length, _buffer.AsSpan(0, _buffered));
        Current.Length += _buffered;
        _buffered = 0;
        _unsynced = true;
    }

    /// <summary>A failed write or sync leaves the file in an unknown state (a second fsync may even claim success), so the log refuses to go on.</summary>
    private void Guarded(Action write)
    {
        if (_failure is not null) { throw new StoreFailedException(_folder.Path, _failure); }

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
