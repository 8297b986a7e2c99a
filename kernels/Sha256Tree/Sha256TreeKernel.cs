using System.Buffers;
using System.Diagnostics;
using System.Numerics;
using FvmCompute.Kernels.Devices;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Primitives.Merkle;

namespace FvmCompute.Kernels.Sha256Tree;

/// <summary>
/// Folds trunc-254 SHA-256 trees on a device. Nodes are cut into slices of a power of two; two slots, each with a stream and pinned buffers of its own, take
/// turns, so that one copies while the other computes. Safe for several threads, which then wait for each other; the device and the program are shared,
/// the device stays the caller's.
/// </summary>
public sealed class Sha256TreeKernel : INodeReducer, IDisposable
{
    private const int NodeBytes = Sha256Nodes.NodeBytes;

    /// <summary>32 MiB: beyond this a card gains nothing, and two slots pin 96 MiB of host memory.</summary>
    private const int LargestSliceNodes = 1 << 20;

    /// <summary>Submitted first, on a device of unknown speed. Any folds this in a millisecond or so.</summary>
    private const int SmallestSliceNodes = 1 << SliceLevels;

    /// <summary>Levels every slice can fold, however small.</summary>
    private const int SliceLevels = 12;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly IDevice _device;
    private readonly IDeviceProgram _program;
    private readonly IDeviceKernel _reduce;
    private readonly SubmissionSlicer _slicer = new(SmallestSliceNodes, LargestSliceNodes);
    private Sha256TreeSlots? _slots;
    private bool _disposed;

    /// <exception cref="DeviceException">The kernel does not compile on the device.</exception>
    public Sha256TreeKernel(IDevice device)
    {
        _device = device;
        _program = device.Load(Module);
        _reduce = _program.Kernel("sha256_tree_reduce");
    }

    public static KernelModule Module { get; } = new("sha256_tree", new KernelEntry(
        "sha256_tree_reduce",
        Sha256TreeCpu.GroupSize,
        [KernelParameter.Buffer, KernelParameter.Buffer, KernelParameter.UInt32, KernelParameter.UInt32],
        Sha256TreeCpu.Reduce));

    /// <inheritdoc/>
    public string Device => _device.Info.ToString();

    /// <summary>Device memory two slots of the largest slices take: what a job that folds large trees states as its peak.</summary>
    public static long PeakDeviceBytes => Sha256TreeSlots.DeviceBytes(LargestSliceNodes);

    /// <inheritdoc/>
    /// <exception cref="DeviceException">The device failed.</exception>
    /// <exception cref="DeviceMemoryException">The device's budget cannot hold two slices.</exception>
    public void Reduce(ReadOnlySpan<byte> nodes, int levels, Span<byte> roots, CancellationToken ct)
    {
        Check(nodes.Length, levels, roots.Length);
        ct.ThrowIfCancellationRequested();
        if (levels == 0 || nodes.IsEmpty)
        {
            nodes.CopyTo(roots);
            return;
        }

        _gate.Wait(ct);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Fold(nodes, levels, roots, ct);
        }
        finally { _gate.Release(); }
    }

    public void Dispose()
    {
        _gate.Wait();
        try
        {
            _disposed = true;
            _slots?.Dispose();
            _slots = null;
            _program.Dispose();
        }
        finally { _gate.Release(); }
    }

    /// <summary>Where subtrees are higher than the smallest slice, folds slices to a few nodes each and then those.</summary>
    private void Fold(ReadOnlySpan<byte> nodes, int levels, Span<byte> roots, CancellationToken ct)
    {
        if (levels <= SliceLevels)
        {
            FoldSlices(nodes, levels, roots, ct);
            return;
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(nodes.Length >> SliceLevels);
        try
        {
            Span<byte> partial = rented.AsSpan(0, nodes.Length >> SliceLevels);
            FoldSlices(nodes, SliceLevels, partial, ct);
            Fold(partial, levels - SliceLevels, roots, ct);
        }
        finally { ArrayPool<byte>.Shared.Return(rented); }
    }

    /// <summary>Two slices are under way at any time; how large the next one is follows from how long the last ones took.</summary>
    private void FoldSlices(ReadOnlySpan<byte> nodes, int levels, Span<byte> roots, CancellationToken ct)
    {
        int largest = (int)Math.Min(LargestSliceNodes, BitOperations.RoundUpToPowerOf2((uint)(nodes.Length / NodeBytes)));
        Sha256TreeSlots slots = Slots(largest, ct);
        int turn = 0;
        try
        {
            for (int at = 0; at < nodes.Length; turn ^= 1)
            {
                ct.ThrowIfCancellationRequested();
                Collect(slots[turn], levels, roots);
                int slice = Math.Min(largest, 1 << BitOperations.Log2((uint)_slicer.Items));
                int bytes = Math.Min(nodes.Length - at, slice * NodeBytes);
                slots[turn].Submit(_reduce, nodes.Slice(at, bytes), at, levels, _device.Info.ComputeUnits);
                at += bytes;
            }

            Collect(slots[turn], levels, roots);
            Collect(slots[turn ^ 1], levels, roots);
        }
        catch
        {
            slots.Abandon();
            throw;
        }
    }

    private void Collect(Sha256TreeSlot slot, int levels, Span<byte> roots)
    {
        if (!slot.IsBusy) { return; }

        int nodes = slot.Nodes;
        slot.Collect(levels, roots);
        _slicer.Completed(nodes, Stopwatch.GetElapsedTime(slot.SubmittedAt));
    }

    /// <summary>Slots for slices of this size; kept between calls and replaced when they are too small.</summary>
    private Sha256TreeSlots Slots(int nodes, CancellationToken ct)
    {
        if (_slots is not null && _slots.Nodes >= nodes) { return _slots; }

        _slots?.Dispose();
        _slots = null;
        return _slots = new Sha256TreeSlots(_device, nodes, ct);
    }

    private static void Check(int nodeBytes, int levels, int rootBytes)
    {
        if (levels is < 0 or > INodeReducer.MaxLevels)
        {
            throw new ArgumentOutOfRangeException(nameof(levels), levels, $"allowed are 0 to {INodeReducer.MaxLevels} levels");
        }
        if (nodeBytes % ((long)NodeBytes << levels) != 0)
        {
            throw new ArgumentException($"{nodeBytes} bytes of nodes are no whole number of subtrees of {(long)NodeBytes << levels} bytes");
        }
        if (rootBytes != nodeBytes >> levels)
        {
            throw new ArgumentException($"{nodeBytes} bytes of nodes have {nodeBytes >> levels} bytes of roots after {levels} levels, not {rootBytes}");
        }
    }
}
