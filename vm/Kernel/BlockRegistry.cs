using System.Diagnostics.CodeAnalysis;
using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Vm.Kernel;

/// <summary>
/// The blocks one invocation has open, by handle, and the CIDs it may open (FIP-0071). Handles count up from 1; 0 means no data. Nothing is ever closed before the invocation ends;
/// what it may hold is bounded by gas, see the retention minimum of the price list.
/// </summary>
public sealed class BlockRegistry(int capacity = BlockRegistry.MaxBlocks)
{
    public const uint NoData = 0;

    /// <summary>The network's limit of handles in one invocation.</summary>
    public const int MaxBlocks = int.MaxValue;

    private readonly List<Block> _blocks = [];
    private readonly HashSet<Cid> _reachable = [];

    public bool IsFull => _blocks.Count >= capacity;

    public bool IsReachable(Cid cid) => _reachable.Contains(cid);

    public void MarkReachable(Cid cid) => _reachable.Add(cid);

    /// <summary>Adds a block that was reached legally (opened, received, returned) and makes what it links to reachable.</summary>
    public SyscallResult PutReachable(Block block, out uint handle)
    {
        SyscallResult added = Put(block, out handle);
        if (!added) { return added; }

        foreach (Cid link in block.Links) { _reachable.Add(link); }

        return added;
    }

    /// <summary>Adds a block the actor made up; every link in it must be reachable already.</summary>
    public SyscallResult PutChecked(Block block, out uint handle)
    {
        handle = NoData;
        if (IsFull) { return Full(); }

        foreach (Cid link in block.Links)
        {
            if (!_reachable.Contains(link)) { return SyscallResult.Fail(ErrorNumber.NotFound, $"the block links to {link}, which this invocation cannot reach"); }
        }

        return Put(block, out handle);
    }

    public SyscallResult Get(uint handle, [NotNull] out Block? block)
    {
        if (TryGet(handle, out block)) { return SyscallResult.Ok; }

        block = Block.WithoutLinks(0, default);
        return SyscallResult.Fail(ErrorNumber.InvalidHandle, $"block handle {handle} is not one of 1 to {_blocks.Count}");
    }

    public bool TryGet(uint handle, [NotNullWhen(true)] out Block? block)
    {
        bool found = handle != NoData && handle <= (uint)_blocks.Count;
        block = found ? _blocks[(int)(handle - 1)] : null;
        return found;
    }

    private SyscallResult Put(Block block, out uint handle)
    {
        handle = NoData;
        if (IsFull) { return Full(); }

        _blocks.Add(block);
        handle = (uint)_blocks.Count;
        return SyscallResult.Ok;
    }

    private SyscallResult Full() => SyscallResult.Fail(ErrorNumber.LimitExceeded, $"this invocation already holds {capacity} blocks");
}
