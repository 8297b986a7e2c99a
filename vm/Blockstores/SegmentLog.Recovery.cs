using System.Buffers.Binary;

namespace FvmCompute.Vm.Blockstores;

internal sealed partial class SegmentLog
{
    /// <summary>
    /// Gets each record of the log in order; records after the last commit are announced too and taken back by <see cref="LogPosition"/> afterwards.
    /// </summary>
    public delegate void Found(LogPosition position, ReadOnlySpan<byte> record);

    /// <summary>
    /// Reads the whole log, checks every checksum, cuts what follows the last commit, and returns where it was cut.
    /// Throws <see cref="StoreDamagedException"/> when something before a commit is not what was written.
    /// </summary>
    public static SegmentLog Open(IStoreFolder folder, long segmentLimit, Found found, out LogPosition end)
    {
        if (segmentLimit is < 4096 or > LogPosition.MaxOffset)
        {
            throw new ArgumentOutOfRangeException(nameof(segmentLimit), segmentLimit, $"segment size must be 4096 to {LogPosition.MaxOffset} bytes");
        }

        SegmentLog log = new(folder, segmentLimit);
        try
        {
            log.OpenSegments();
            LogPosition committed = log.Replay(found);
            log.CutAfter(committed);
            end = log.End;
            return log;
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    private void OpenSegments()
    {
        int[] numbers = [.. _folder.FileNames().Where(name => Segment.TryParseName(name, out _)).Select(NumberOf).Order()];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] != i + 1) { throw new StoreDamagedException(Path.Combine(_folder.Path, Segment.NameOf(i + 1)), 0, "the file is missing"); }

            Segment? segment = Segment.Open(_folder, numbers[i]);
            if (segment is not null) { _segments.Add(segment); }
            else if (i == numbers.Length - 1) { _folder.Delete(Segment.NameOf(numbers[i])); }
            else { throw new StoreDamagedException(Path.Combine(_folder.Path, Segment.NameOf(numbers[i])), 0, "the file header is not what was written"); }
        }

        if (_segments.Count == 0) { _segments.Add(Segment.Create(_folder, 1)); }
    }

    private static int NumberOf(string name) => Segment.TryParseName(name, out int number) ? number : 0;

    private LogPosition Replay(Found found)
    {
        LogPosition committed = new(1, RecordFormat.FileHeaderLength, 0);
        for (int i = 0; i < _segments.Count; i++)
        {
            LogScanner scanner = _segments[i].Scan();
            while (!scanner.AtEnd)
            {
                long offset = scanner.Offset;
                if (!scanner.TryRead(out ReadOnlySpan<byte> record))
                {
                    RefuseIfCommittedAfter(i, scanner);
                    return committed;
                }

                found(new LogPosition(_segments[i].Number, offset, record.Length), record);
                if (RecordFormat.KindOf(record) == RecordKind.Commit) { committed = TakeCommit(i, offset, record); }
            }
        }

        return committed;
    }

    private LogPosition TakeCommit(int segment, long offset, ReadOnlySpan<byte> record)
    {
        ReadOnlySpan<byte> body = RecordFormat.BodyOf(record);
        ulong sequence = body.Length < 8 ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(body);
        if (sequence != Sequence + 1)
        {
            throw new StoreDamagedException(PathOf(_segments[segment]), offset, $"commit {sequence} follows commit {Sequence}: bytes in between are missing");
        }

        Sequence = sequence;
        Payload = body[8..].ToArray();
        return new LogPosition(_segments[segment].Number, offset + record.Length, 0);
    }

    /// <summary>A bad record is a torn tail only if no commit comes after it, because a commit is written after everything before it was synced.</summary>
    private void RefuseIfCommittedAfter(int bad, LogScanner scanner)
    {
        long offset = scanner.Offset;
        bool damaged = scanner.AnyFurther(RecordKind.Commit);
        for (int later = bad + 1; !damaged && later < _segments.Count; later++) { damaged = _segments[later].Scan().AnyFurther(RecordKind.Commit); }

        if (damaged)
        {
            throw new StoreDamagedException(
                PathOf(_segments[bad]), offset, "the record does not have the checksum it was written with, and later commits rely on it");
        }
    }

    /// <summary>
    /// Later files go first, so that a crash in here leaves something that the next open cuts the same way. The syncs at the end are for what a killed
    /// process had written but not synced: it is seen here, so it must be durable before anyone relies on it.
    /// </summary>
    private void CutAfter(LogPosition committed)
    {
        while (Current.Number > committed.Segment)
        {
            Current.Dispose();
            _folder.Delete(Current.Name);
            _segments.RemoveAt(_segments.Count - 1);
        }

        if (Current.Length > committed.Offset)
        {
            Current.File.Truncate(committed.Offset);
            Current.Length = committed.Offset;
        }

        Current.File.Sync();
        _folder.Sync();
    }
}
