using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Pieces;

/// <summary>
/// One computation: the calling thread hands segments of payload, in order, to a ring of slots and takes their nodes back in the same order; workers hash
/// whichever slot is next. A file is read by the workers, a stream by the calling thread.
/// </summary>
internal sealed class CommPRun
{
    private const int DeviceWorkers = 2; // one pads while the other's segment is on the device
    private const int MaxWaiting = 64; // segments hashed or read ahead, beside those being hashed: keeps 256 threads below 400 MiB

    private readonly PieceSource _source;
    private readonly CommPOptions _options;
    private readonly CancellationToken _ct;
    private readonly NodeRow _row;
    private readonly int _segmentPayload;
    private readonly int _segmentNodes;
    private readonly ulong _limit;
    private readonly long? _length;
    private long _read;
    private long _hashed;

    public CommPRun(PieceSource source, CommPOptions options, CancellationToken ct)
    {
        _source = source;
        _options = options;
        _ct = ct;
        _length = source.Length;
        _row = new NodeRow(options.RetainedNodes);
        _segmentNodes = options.Device is null ? 1 : options.DeviceSegmentBytes / SegmentHasher.BasePaddedBytes;
        _segmentPayload = _segmentNodes * SegmentHasher.BasePayloadBytes;
        ulong capacity = options.PaddedBytes is { } padded ? PieceSize.Capacity(PieceSize.HeightOf(padded)) : PieceSize.Capacity(PieceSize.MaxHeight);
        _limit = Math.Min(capacity, options.PayloadBytes ?? capacity);
    }

    private int Workers => _options.Device is null ? _options.Threads : DeviceWorkers;

    public PieceTree Run()
    {
        CheckLength((ulong)(_length ?? 0));
        Segment first = new(_segmentPayload, _segmentNodes);
        Take(first);
        bool isLast = _length is null ? first.Length < _segmentPayload : _read == _length;
        if (isLast) { return RunOne(first); }

        RunRing(first);
        return Finish(_row.Finish(), _row.Height);
    }

    /// <summary>A payload of one segment is hashed on the calling thread.</summary>
    private PieceTree RunOne(Segment only)
    {
        Load(only);
        byte[] root = new byte[PieceSize.NodeBytes];
        int height = PieceSize.HeightFor((ulong)only.Length);
        if (height < SegmentHasher.BaseHeight)
        {
            _ct.ThrowIfCancellationRequested();
            SegmentHasher.HashSmall(only.Payload.AsSpan(0, only.Length), height, root);
            Report(only.Length);
            return Finish(root, height);
        }

        NewHasher(new Lock()).Hash(only.Payload.AsSpan(0, only.Length), only.NodesInUse, _ct);
        Collect(only);
        return Finish(_row.Finish(), _row.Height);
    }

    private void RunRing(Segment first)
    {
        Segment[] ring = new Segment[_options.Device is null ? Workers + Math.Min(Workers, MaxWaiting) + 1 : DeviceWorkers + 1];
        ring[0] = first;
        using BlockingCollection<Segment> queue = new(ring.Length);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(_ct);
        Task[] workers = StartWorkers(queue, stop.Token);
        try
        {
            queue.Add(first, stop.Token);
            Feed(ring, queue, stop.Token);
        }
        catch
        {
            stop.Cancel();
            throw;
        }
        finally
        {
            queue.CompleteAdding();
            Task.WaitAll(workers);
        }
    }

    private void Feed(Segment[] ring, BlockingCollection<Segment> queue, CancellationToken stop)
    {
        long collected = 0, issued = 1;
        while (true)
        {
            if (issued - collected == ring.Length) { Await(ring[collected++ % ring.Length], stop); }

            Segment slot = ring[issued % ring.Length] ??= new Segment(_segmentPayload, _segmentNodes);
            Take(slot);
            if (slot.Length == 0) { break; }

            queue.Add(slot, stop);
            issued++;
        }

        while (collected < issued) { Await(ring[collected++ % ring.Length], stop); }
    }

    private Task[] StartWorkers(BlockingCollection<Segment> queue, CancellationToken stop)
    {
        Lock turn = new();
        Task[] workers = new Task[Workers];
        for (int i = 0; i < workers.Length; i++)
        {
            workers[i] = Task.Factory.StartNew(() => Work(queue, turn, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        return workers;
    }

    /// <summary>Never throws: a failure belongs to its segment and is thrown to the caller in order.</summary>
    private void Work(BlockingCollection<Segment> queue, Lock turn, CancellationToken stop)
    {
        SegmentHasher hasher = NewHasher(turn);
        foreach (Segment segment in queue.GetConsumingEnumerable())
        {
            try
            {
                Load(segment);
                hasher.Hash(segment.Payload.AsSpan(0, segment.Length), segment.NodesInUse, stop);
            }
            catch (Exception failure)
            {
                segment.Failure = failure;
            }

            segment.Done.Release();
        }
    }

    private SegmentHasher NewHasher(Lock turn) =>
        _options.Device is null ? SegmentHasher.OnCpu() : SegmentHasher.OnDevice(_options.Device, turn, _options.DeviceSegmentBytes);

    /// <summary>Gives the next stretch of payload to a slot; reads it at once where only this thread may read.</summary>
    private void Take(Segment slot)
    {
        slot.Offset = _read;
        slot.Length = _source.IsRandomAccess
            ? (int)Math.Min(_segmentPayload, _length!.Value - _read)
            : _source.Read(_read, slot.Payload);
        _read += slot.Length;
        CheckLength((ulong)_read);
    }

    /// <summary>Reads the payload of a slot where any thread may read.</summary>
    private void Load(Segment segment)
    {
        if (_source.IsRandomAccess && _source.Read(segment.Offset, segment.Payload.AsSpan(0, segment.Length)) != segment.Length)
        {
            throw new FilecoinFormatException("piece.payload.changed", "the file became shorter while it was read");
        }
    }

    private void Await(Segment segment, CancellationToken stop)
    {
        segment.Done.Wait(stop);
        if (segment.Failure is { } failure) { ExceptionDispatchInfo.Throw(failure); }

        Collect(segment);
    }

    private void Collect(Segment segment)
    {
        _row.Append(segment.NodesInUse);
        Report(segment.Length);
    }

    private void Report(int bytes)
    {
        _hashed += bytes;
        _options.Progress?.Report(_hashed);
    }

    private PieceTree Finish(byte[] nodes, int nodeHeight)
    {
        ulong payload = (ulong)_read;
        if (_source.Length != _length) { throw new FilecoinFormatException("piece.payload.changed", "the file changed its length while it was read"); }

        if (_options.PayloadBytes > payload)
        {
            throw new FilecoinFormatException("piece.payload.short", $"the payload ends after {payload} bytes, {_options.PayloadBytes} were declared");
        }

        if (nodeHeight > PieceTree.MaxRowHeight)
        {
            throw new FilecoinFormatException("piecetree.height", $"{_options.RetainedNodes} retained nodes are too few for a payload of {payload} bytes");
        }

        int height = _options.PaddedBytes is { } padded ? PieceSize.HeightOf(padded) : PieceSize.HeightFor(payload);
        return new PieceTree(nodes, nodeHeight, height, payload);
    }

    private void CheckLength(ulong payload)
    {
        if (payload > _limit) { throw new FilecoinFormatException("piece.payload.over", $"the payload has {payload} bytes or more; {_limit} are allowed"); }
    }

    private sealed class Segment(int payloadBytes, int nodes)
    {
        private readonly byte[] _nodes = new byte[nodes * PieceSize.NodeBytes];

        public byte[] Payload { get; } = GC.AllocateUninitializedArray<byte>(payloadBytes);

        public long Offset { get; set; }

        public int Length { get; set; }

        public SemaphoreSlim Done { get; } = new(0);

        public Exception? Failure { get; set; }

        public Span<byte> NodesInUse =>
            _nodes.AsSpan(0, (Length + SegmentHasher.BasePayloadBytes - 1) / SegmentHasher.BasePayloadBytes * PieceSize.NodeBytes);
    }
}
