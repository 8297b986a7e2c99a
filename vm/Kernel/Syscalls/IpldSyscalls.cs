using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Vm.Kernel.Syscalls;

/// <summary>Module <c>ipld</c>: open blocks.</summary>
internal static class IpldSyscalls
{
    public const int BlockOpenBytes = 16;
    public const int BlockStatBytes = 12;

    /// <summary>block_open(CID) → codec u64, handle, size.</summary>
    public static SyscallResult BlockOpen(SyscallFrame frame)
    {
        SyscallResult read = frame.ReadCid(0, out Cid? cid);
        if (!read) { return read; }

        SyscallResult opened = frame.Kernel.OpenBlock(cid, out uint handle, out Block block);
        return opened && frame.Write().U64(block.Codec).U32(handle).U32((uint)block.Size).Done();
    }

    /// <summary>block_create(codec, data, length) → handle.</summary>
    public static SyscallResult BlockCreate(SyscallFrame frame)
    {
        SyscallResult read = frame.Slice(1, out Span<byte> data);
        uint handle = 0;
        return read && frame.Kernel.CreateBlock(frame.U64(0), data, out handle) && frame.Return(handle);
    }

    /// <summary>block_link(handle, hash function, digest length, buffer, length) → CID length.</summary>
    public static SyscallResult BlockLink(SyscallFrame frame)
    {
        Cid? cid = null;
        return frame.CheckBuffer(3) && frame.Kernel.LinkBlock(frame.U32(0), frame.U64(1), frame.U32(2), out cid) && frame.ReturnCid(3, cid);
    }

    /// <summary>block_read(handle, offset, buffer, length) → block length less (offset + length), signed.</summary>
    public static SyscallResult BlockRead(SyscallFrame frame)
    {
        SyscallResult read = frame.Slice(2, out Span<byte> buffer);
        int remaining = 0;
        return read && frame.Kernel.ReadBlock(frame.U32(0), frame.U32(1), buffer, out remaining) && frame.Return(remaining);
    }

    /// <summary>block_stat(handle) → codec u64, size.</summary>
    public static SyscallResult BlockStat(SyscallFrame frame)
    {
        SyscallResult found = frame.Kernel.Blocks.Get(frame.U32(0), out Block block);
        return found && frame.Write().U64(block.Codec).U32((uint)block.Size).Done();
    }
}
