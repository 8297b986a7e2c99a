using System.Diagnostics;
using System.Numerics;
using FvmCompute.Kernels.Devices;

namespace FvmCompute.Kernels.Blake2bTree;

/// <summary>
/// Builds binary BLAKE2b-256 Merkle trees on a device: leaf = H(0x00 ‖ data), node = H(0x01 ‖ left ‖ right), RFC 7693 without key. A tree of 2^d leaves is
/// stored as its 2^d leaf digests, then the level above, up to the root, which is the last of 2^(d+1) − 1 digests of 32 bytes. Safe for several threads,
/// which then wait for each other; the device stays the caller's.
/// </summary>
public sealed partial class Blake2bTreeKernel : IDisposable
{
    public const int DigestBytes = Blake2bTreeCpu.DigestBytes;

    /// <summary>The kernel reads whole words, up to this many bytes behind the last leaf.</summary>
    public const int LeafPaddingBytes = 16;

    /// <summary>128 pairs fold to one digest in eight levels.</summary>
    private const int MostLevels = 8;

    /// <summary>With three levels in one launch all warps that still work are full.</summary>
    private const int BulkLevels = 3;

    private const int SmallestSlice = 1 << 12;
    private const int LargestSlice = 1 << 26;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly IDevice _device;
    private readonly IDeviceProgram _program;
    private readonly IDeviceKernel _leaves;
    private readonly IDeviceKernel _levels;
    private readonly SubmissionSlicer _leafSlicer = new(SmallestSlice, LargestSlice);
    private readonly SubmissionSlicer _pairSlicer = new(SmallestSlice, LargestSlice);
    private bool _disposed;

    /// <exception cref="DeviceException">The kernels do not compile on the device.</exception>
    public Blake2bTreeKernel(IDevice device)
    {
        _device = device;
        _program = device.Load(Module);
        _leaves = _program.Kernel("blake2b_tree_leaves");
        _levels = _program.Kernel("blake2b_tree_levels");
    }

    public static KernelModule Module { get; } = new(
        "blake2b_tree",
        new KernelEntry(
            "blake2b_tree_leaves",
            Blake2bTreeCpu.GroupSize,
            [KernelParameter.Buffer, KernelParameter.Buffer, KernelParameter.UInt64, KernelParameter.UInt64, KernelParameter.UInt32, KernelParameter.UInt32],
            Blake2bTreeCpu.Leaves),
        new KernelEntry(
            "blake2b_tree_levels",
            Blake2bTreeCpu.GroupSize,
            [KernelParameter.Buffer, KernelParameter.UInt64, KernelParameter.UInt64, KernelParameter.UInt32, KernelParameter.UInt32],
            Blake2bTreeCpu.Levels));

    /// <summary>The device in words.</summary>
    public string Device => _device.Info.ToString();

    public static long TreeBytes(long leafCount) => ((2 * leafCount) - 1) * DigestBytes;

    public void Dispose()
    {
        _gate.Wait();
        _disposed = true;
        _program.Dispose();
        _gate.Release();
    }

    /// <summary>
    /// Hashes leaves that are on the device already and builds all levels over them there.
    /// </summary>
    /// <param name="leaves">leafCount × leafBytes bytes without gaps, then <see cref="LeafPaddingBytes"/> that are read but do not count.</param>
    /// <param name="tree">At least <see cref="TreeBytes"/>.</param>
    /// <param name="leafCount">A power of two, at most 2^31.</param>
    public void Build(IDeviceStream stream, IDeviceBuffer leaves, int leafBytes, long leafCount, IDeviceBuffer tree, CancellationToken ct)
    {
        Check(leafBytes, leafCount);
        Require(leaves, (leafCount * leafBytes) + LeafPaddingBytes, "leaves");
        Require(tree, TreeBytes(leafCount), "tree");
        Enter(ct);
        try
        {
            HashLeaves(stream, leaves, leafBytes, leafCount, tree, 0, ct);
            BuildLevels(stream, tree, leafCount, ct);
        }
        finally { _gate.Release(); }
    }

    /// <summary>Hashes some of a tree's leaves, which are on the device already; <see cref="Finish"/> builds the levels when all are done.</summary>
    /// <param name="leaves">count × leafBytes bytes without gaps, then <see cref="LeafPaddingBytes"/> that are read but do not count.</param>
    /// <param name="first">The number of the first of them in the tree.</param>
    internal void HashSome(IDeviceStream stream, IDeviceBuffer leaves, int leafBytes, IDeviceBuffer tree, long first, long count, CancellationToken ct)
    {
        Require(leaves, (count * leafBytes) + LeafPaddingBytes, "leaves");
        Require(tree, (first + count) * DigestBytes, "tree");
        Enter(ct);
        try { HashLeaves(stream, leaves, leafBytes, count, tree, first, ct); }
        finally { _gate.Release(); }
    }

    /// <summary>Builds all levels over leaf digests that are in place.</summary>
    internal void Finish(IDeviceStream stream, IDeviceBuffer tree, long leafCount, CancellationToken ct)
    {
        Check(DigestBytes, leafCount);
        Require(tree, TreeBytes(leafCount), "tree");
        Enter(ct);
        try { BuildLevels(stream, tree, leafCount, ct); }
        finally { _gate.Release(); }
    }

    private void Enter(CancellationToken ct)
    {
        _gate.Wait(ct);
        if (!_disposed) { return; }

        _gate.Release();
        throw new ObjectDisposedException(nameof(Blake2bTreeKernel));
    }

    private void HashLeaves(
        IDeviceStream stream, IDeviceBuffer leaves, int leafBytes, long leafCount, IDeviceBuffer tree, long first, CancellationToken ct)
    {
        for (long at = 0; at < leafCount;)
        {
            ct.ThrowIfCancellationRequested();
            long slice = Math.Min(leafCount - at, LeavesAtOnce(leafBytes));
            long start = Stopwatch.GetTimestamp();
            HashLeaves(stream, leaves, at, tree, first + at, slice, leafBytes);
            stream.Finish();
            _leafSlicer.Completed(slice * Blocks(leafBytes), Stopwatch.GetElapsedTime(start));
            at += slice;
        }
    }

    private void HashLeaves(IDeviceStream stream, IDeviceBuffer data, long source, IDeviceBuffer tree, long first, long count, int leafBytes) => stream.Launch(
        _leaves,
        Groups(count),
        [
            KernelArgument.Of(data),
            KernelArgument.Of(tree),
            KernelArgument.Of((ulong)source),
            KernelArgument.Of((ulong)first),
            KernelArgument.Of((uint)count),
            KernelArgument.Of((uint)leafBytes),
        ]);

    /// <summary>The leaf slicer counts compressions, so that what it learned holds for leaves of any length.</summary>
    private long LeavesAtOnce(int leafBytes) => Math.Max(1, _leafSlicer.Items / Blocks(leafBytes));

    private static long Blocks(int leafBytes) => (leafBytes / 128) + 1;

    /// <summary>All levels above the leaf digests, which are in place; waits for the stream between submissions.</summary>
    private void BuildLevels(IDeviceStream stream, IDeviceBuffer tree, long leafCount, CancellationToken ct)
    {
        long children = 0;
        for (long count = leafCount; count > 1;)
        {
            long pairs = count / 2;
            if (pairs > _pairSlicer.Items)
            {
                BuildLevelInSlices(stream, tree, children, pairs, ct);
                (children, count) = (children + count, pairs);
                continue;
            }

            bool isBulk = pairs > 4L * Blake2bTreeCpu.GroupSize * _device.Info.ComputeUnits;
            int levels = Math.Min(BitOperations.Log2((ulong)count), isBulk ? BulkLevels : MostLevels);
            Submit(stream, tree, children, children + count, pairs, levels, ct);
            for (; levels > 0; levels--) { (children, count) = (children + count, count / 2); }
        }
    }

    private void BuildLevelInSlices(IDeviceStream stream, IDeviceBuffer tree, long children, long pairs, CancellationToken ct)
    {
        for (long at = 0; at < pairs;)
        {
            long slice = Math.Min(pairs - at, _pairSlicer.Items);
            Submit(stream, tree, children + (2 * at), children + (2 * pairs) + at, slice, 1, ct);
            at += slice;
        }
    }

    private void Submit(IDeviceStream stream, IDeviceBuffer tree, long children, long parents, long pairs, int levels, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        long start = Stopwatch.GetTimestamp();
        stream.Launch(
            _levels,
            Groups(pairs),
            [
                KernelArgument.Of(tree),
                KernelArgument.Of((ulong)children),
                KernelArgument.Of((ulong)parents),
                KernelArgument.Of((uint)pairs),
                KernelArgument.Of((uint)levels),
            ]);
        stream.Finish();
        _pairSlicer.Completed(pairs, Stopwatch.GetElapsedTime(start));
    }

    private static long Groups(long items) => (items + Blake2bTreeCpu.GroupSize - 1) / Blake2bTreeCpu.GroupSize;

    private static void Check(int leafBytes, long leafCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(leafBytes, 1);
        if (leafCount is < 1 or > 1L << 31 || !BitOperations.IsPow2(leafCount))
        {
            throw new ArgumentOutOfRangeException(nameof(leafCount), leafCount, "a tree has a power of two of leaves, from 1 to 2^31");
        }
    }

    private static void Require(IDeviceBuffer buffer, long bytes, string name)
    {
        if (buffer.Bytes < bytes) { throw new ArgumentException($"{name}: {bytes} bytes are needed, the buffer has {buffer.Bytes}"); }
    }
}
