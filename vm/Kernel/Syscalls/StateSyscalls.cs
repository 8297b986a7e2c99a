using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Vm.Kernel.Syscalls;

/// <summary>Module <c>self</c>: the actor's own state.</summary>
internal static class StateSyscalls
{
    /// <summary>root(buffer, length) → CID length.</summary>
    public static SyscallResult Root(SyscallFrame frame)
    {
        Cid? root = null;
        return frame.CheckBuffer(0) && frame.Kernel.GetRoot(out root) && frame.ReturnCid(0, root);
    }

    /// <summary>set_root(CID).</summary>
    public static SyscallResult SetRoot(SyscallFrame frame)
    {
        SyscallResult read = frame.ReadCid(0, out Cid? root);
        return read && frame.Kernel.SetRoot(root);
    }

    /// <summary>current_balance() → u128.</summary>
    public static SyscallResult CurrentBalance(SyscallFrame frame) => frame.Return(Amounts.ToUInt128(frame.Kernel.CurrentBalance(), "balance"));

    /// <summary>self_destruct(burn unspent: 0 or not).</summary>
    public static SyscallResult SelfDestruct(SyscallFrame frame) => frame.Kernel.SelfDestruct(frame.U32(0) != 0);
}
