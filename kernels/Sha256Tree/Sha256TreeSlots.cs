using System.Diagnostics;
using FvmCompute.Kernels.Devices;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Kernels.Sha256Tree;

/// <summary>The two slots that take turns, and the memory they reserved.</summary>
internal sealed class Sha256TreeSlots : IDisposable
{
    private readonly DeviceArena _arena;
    private readonly List<Sha256TreeSlot> _slots = [];

    public Sha256TreeSlots(IDevice device, int nodes, CancellationToken ct)
    {
        Nodes = nodes;
        _arena = DeviceArena.Reserve(device, DeviceBytes(nodes), ct);
        try
        {
            while (_slots.Count < 2) { _slots.Add(new Sha256TreeSlot(device, _arena, nodes)); }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The largest slice.</summary>
    public int Nodes { get; }

    public Sha256TreeSlot this[int index] => _slots[index];

    public static long DeviceBytes(int nodes) => 2 * Sha256TreeSlot.DeviceBytes(nodes);

    /// <summary>Waits for what is under way and forgets it; a second failure on the way out says nothing new.</summary>
    public void Abandon()
    {
        foreach (Sha256TreeSlot slot in _slots) { slot.Abandon(); }
    }

    public void Dispose()
    {
        foreach (Sha256TreeSlot slot in _slots) { slot.Dispose(); }

        _arena.Dispose();
    }
}

/// <summary>A stream with the buffers of one slice.</summary>
internal sealed class Sha256TreeSlot(IDevice device, DeviceArena arena, int nodes) : IDisposable
{
    private const int NodeBytes = Sha256Nodes.NodeBytes;

    /// <summary>With three levels in one launch all warps that still work are full: 128, 64 and 32 pairs in a group.</summary>
    private const int BulkLevels = 3;

    /// <summary>128 pairs fold to one node in eight levels.</summary>
    private const int MostLevels = 8;

    private readonly IHostBuffer _hostNodes = arena.AllocateHost(nodes * NodeBytes);
    private readonly IHostBuffer _hostRoots = arena.AllocateHost(nodes / 2 * NodeBytes);
    private readonly IDeviceBuffer _nodes = arena.Allocate((long)nodes * NodeBytes);
    private readonly IDeviceBuffer _folded = arena.Allocate((long)nodes / 2 * NodeBytes);

    /// <summary>Last, because the arena cleans up after the others when one of them fails.</summary>
    private readonly IDeviceStream _stream = device.CreateStream();
    private int _offset;

    public bool IsBusy { get; private set; }

    public int Nodes { get; private set; }

    public long SubmittedAt { get; private set; }

    public static long DeviceBytes(int nodes) => (long)nodes * NodeBytes / 2 * 3;

    /// <param name="offset">Of these nodes in the whole input, in bytes.</param>
    public void Submit(IDeviceKernel reduce, ReadOnlySpan<byte> input, int offset, int levels, int computeUnits)
    {
        (IsBusy, Nodes, _offset, SubmittedAt) = (true, input.Length / NodeBytes, offset, Stopwatch.GetTimestamp());
        input.CopyTo(_hostNodes.Span);
        _stream.Upload(_hostNodes, _nodes, 0, input.Length);
        (IDeviceBuffer from, IDeviceBuffer to) = (_nodes, _folded);
        int pairs = Nodes / 2;
        for (int left = levels; left > 0;)
        {
            int step = Math.Min(left, LevelsAtOnce(pairs, reduce.Entry.GroupSize, computeUnits));
            long groups = (pairs + reduce.Entry.GroupSize - 1) / reduce.Entry.GroupSize;
            _stream.Launch(reduce, groups, [KernelArgument.Of(from), KernelArgument.Of(to), KernelArgument.Of((uint)pairs), KernelArgument.Of((uint)step)]);
            (from, to) = (to, from);
            left -= step;
            pairs >>= step;
        }

        _stream.Download(from, 0, _hostRoots, input.Length >> levels);
    }

    public void Collect(int levels, Span<byte> roots)
    {
        IsBusy = false;
        _stream.Finish();
        int bytes = Nodes * NodeBytes >> levels;
        _hostRoots.Span[..bytes].CopyTo(roots.Slice(_offset >> levels, bytes));
    }

    public void Abandon()
    {
        if (!IsBusy) { return; }

        IsBusy = false;
        try { _stream.Finish(); }
        catch (DeviceException) { }
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>Once a launch no longer fills the device, it is the number of launches that costs, not idle lanes.</summary>
    private static int LevelsAtOnce(int pairs, int groupSize, int computeUnits) => pairs > 4L * groupSize * computeUnits ? BulkLevels : MostLevels;
}
