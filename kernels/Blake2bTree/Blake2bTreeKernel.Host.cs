using System.Diagnostics;
using FvmCompute.Kernels.Devices;

namespace FvmCompute.Kernels.Blake2bTree;

public sealed partial class Blake2bTreeKernel
{
    /// <summary>Bytes of leaves, or of digests on the way back, that one slot carries at a time.</summary>
    private const int SlotBytes = 16 << 20;

    /// <summary>Device memory <see cref="Build(ReadOnlySpan{byte}, int, Span{byte}, CancellationToken)"/> reserves: the tree and two slots of leaves.</summary>
    public static long PeakDeviceBytes(int leafBytes, long leafCount) => TreeBytes(leafCount) + (2L * SlotSize(leafBytes, leafCount));

    /// <summary>Builds the tree over leaves in host memory. Two slots take turns, so that leaves travel while others are hashed.</summary>
    /// <param name="leaves">A power of two of leaves of <paramref name="leafBytes"/> bytes, without gaps.</param>
    /// <param name="tree">Exactly <see cref="TreeBytes"/>: leaf digests first, the root last. Undefined after a failure.</param>
    /// <exception cref="DeviceException">The device failed.</exception>
    /// <exception cref="DeviceMemoryException">The device's budget cannot hold <see cref="PeakDeviceBytes"/>.</exception>
    public void Build(ReadOnlySpan<byte> leaves, int leafBytes, Span<byte> tree, CancellationToken ct)
    {
        long leafCount = leafBytes > 0 ? leaves.Length / leafBytes : 0;
        Check(leafBytes, leafCount);
        if (leafCount * leafBytes != leaves.Length)
        {
            throw new ArgumentException($"{leaves.Length} bytes are no whole number of leaves of {leafBytes} bytes");
        }
        if (tree.Length != TreeBytes(leafCount))
        {
            throw new ArgumentException($"a tree of {leafCount} leaves has {TreeBytes(leafCount)} bytes, not {tree.Length}");
        }

        Enter(ct);
        try { BuildOnDevice(leaves, leafBytes, tree, ct); }
        finally { _gate.Release(); }
    }

    private void BuildOnDevice(ReadOnlySpan<byte> leaves, int leafBytes, Span<byte> tree, CancellationToken ct)
    {
        long leafCount = leaves.Length / leafBytes;
        using DeviceArena arena = DeviceArena.Reserve(_device, PeakDeviceBytes(leafBytes, leafCount), ct);
        IDeviceBuffer nodes = arena.Allocate(tree.Length);
        using TreeSlots slots = new(_device, arena, SlotSize(leafBytes, leafCount));
        SendLeaves(slots, leaves, leafBytes, nodes, ct);
        BuildLevels(slots[0].Stream, nodes, leafCount, ct);
        Receive(slots, nodes, tree, ct);
    }

    private void SendLeaves(TreeSlots slots, ReadOnlySpan<byte> leaves, int leafBytes, IDeviceBuffer nodes, CancellationToken ct)
    {
        int leafCount = leaves.Length / leafBytes;
        int most = Math.Max(1, (slots.Bytes - LeafPaddingBytes) / leafBytes);
        for (int at = 0, turn = 0; at < leafCount; turn ^= 1)
        {
            ct.ThrowIfCancellationRequested();
            TreeSlot slot = slots[turn];
            Await(slot);
            int count = (int)Math.Min(Math.Min(most, LeavesAtOnce(leafBytes)), leafCount - at);
            slot.Begin(count * Blocks(leafBytes));
            leaves.Slice(at * leafBytes, count * leafBytes).CopyTo(slot.Host.Span);
            slot.Stream.Upload(slot.Host, slot.Device, 0, count * leafBytes);
            HashLeaves(slot.Stream, slot.Device, 0, nodes, at, count, leafBytes);
            at += count;
        }

        Await(slots[0]);
        Await(slots[1]);
    }

    private void Await(TreeSlot slot)
    {
        if (!slot.IsBusy) { return; }

        slot.Stream.Finish();
        slot.IsBusy = false;
        _leafSlicer.Completed(slot.Items, Stopwatch.GetElapsedTime(slot.StartedAt));
    }

    private static void Receive(TreeSlots slots, IDeviceBuffer nodes, Span<byte> tree, CancellationToken ct)
    {
        int Length(int at, int total) => Math.Min(slots.Bytes, total - at);

        slots[0].Stream.Download(nodes, 0, slots[0].Host, Length(0, tree.Length));
        for (int at = 0, turn = 0; at < tree.Length; turn ^= 1)
        {
            ct.ThrowIfCancellationRequested();
            int bytes = Length(at, tree.Length);
            int next = at + bytes;
            if (next < tree.Length) { slots[turn ^ 1].Stream.Download(nodes, next, slots[turn ^ 1].Host, Length(next, tree.Length)); }

            slots[turn].Stream.Finish();
            slots[turn].Host.Span[..bytes].CopyTo(tree[at..]);
            at = next;
        }
    }

    private static int SlotSize(int leafBytes, long leafCount)
    {
        long useful = (leafCount * leafBytes) + LeafPaddingBytes;
        return checked((int)Math.Min(useful, Math.Max(SlotBytes, (long)leafBytes + LeafPaddingBytes)));
    }

    /// <summary>Two slots. Their buffers are the arena's; disposing waits for what is under way, because those buffers are freed next.</summary>
    private sealed class TreeSlots : IDisposable
    {
        private readonly List<TreeSlot> _slots = [];

        public TreeSlots(IDevice device, DeviceArena arena, int bytes)
        {
            Bytes = bytes;
            try
            {
                while (_slots.Count < 2) { _slots.Add(new TreeSlot(device, arena, bytes)); }
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public int Bytes { get; }

        public TreeSlot this[int index] => _slots[index];

        public void Dispose()
        {
            foreach (TreeSlot slot in _slots) { slot.Dispose(); }
        }
    }

    private sealed class TreeSlot(IDevice device, DeviceArena arena, int bytes) : IDisposable
    {
        public IHostBuffer Host { get; } = arena.AllocateHost(bytes);

        public IDeviceBuffer Device { get; } = arena.Allocate(bytes);

        /// <summary>Last, because the arena cleans up after the others when one of them fails.</summary>
        public IDeviceStream Stream { get; } = device.CreateStream();

        public bool IsBusy { get; set; }

        public long Items { get; private set; }

        public long StartedAt { get; private set; }

        public void Begin(long items) => (IsBusy, Items, StartedAt) = (true, items, Stopwatch.GetTimestamp());

        public void Dispose()
        {
            try { Stream.Finish(); }
            catch (DeviceException) { }

            Stream.Dispose();
        }
    }
}
