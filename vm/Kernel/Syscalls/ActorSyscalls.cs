using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Numbers;

namespace FvmCompute.Vm.Kernel.Syscalls;

/// <summary>Module <c>actor</c>: other actors.</summary>
internal static class ActorSyscalls
{
    private const uint ActorAddressBytes = 21;

    /// <summary>resolve_address(address, length) → id u64.</summary>
    public static SyscallResult ResolveAddress(SyscallFrame frame)
    {
        SyscallResult read = frame.ReadAddress(0, out Address address);
        ulong id = 0;
        return read && frame.Kernel.ResolveAddress(address, out id) && frame.Return(id);
    }

    /// <summary>lookup_delegated_address(id, buffer, length) → address length, 0 for none.</summary>
    public static SyscallResult LookupDelegatedAddress(SyscallFrame frame)
    {
        Address? address = null;
        return frame.CheckBuffer(1) && frame.Kernel.GetDelegatedAddress(frame.U64(0), out address) && frame.ReturnBytes(1, address is null ? default : address.Bytes);
    }

    /// <summary>get_actor_code_cid(id, buffer, length) → CID length.</summary>
    public static SyscallResult GetActorCodeCid(SyscallFrame frame)
    {
        Cid? code = null;
        return frame.CheckBuffer(1) && frame.Kernel.GetCode(frame.U64(0), out code) && frame.ReturnCid(1, code);
    }

    /// <summary>next_actor_address(buffer, length) → address length: where the next created actor will live, however often asked.</summary>
    public static SyscallResult NextActorAddress(SyscallFrame frame)
    {
        SyscallResult ready = frame.CheckBuffer(0);
        if (!ready) { return ready; }

        return frame.U32(1) < ActorAddressBytes
            ? SyscallResult.Fail(ErrorNumber.BufferTooSmall, $"the buffer has {frame.U32(1)} bytes, {ActorAddressBytes} are needed")
            : frame.ReturnBytes(0, frame.Kernel.NextActorAddress().Bytes);
    }

    /// <summary>create_actor(id, code CID, delegated address, its length or 0 for none).</summary>
    public static SyscallResult CreateActor(SyscallFrame frame)
    {
        SyscallResult read = frame.ReadCid(1, out Cid? code);
        if (!read || frame.U32(3) == 0) { return read && frame.Kernel.CreateActor(frame.U64(0), code, null); }

        SyscallResult addressed = frame.ReadAddress(2, out Address delegated);
        return addressed && frame.Kernel.CreateActor(frame.U64(0), code, delegated);
    }

    /// <summary>get_builtin_actor_type(code CID) → type, 0 for none.</summary>
    public static SyscallResult GetBuiltinActorType(SyscallFrame frame)
    {
        SyscallResult read = frame.ReadCid(0, out Cid? code);
        return read && frame.Return(frame.Kernel.GetBuiltinType(code));
    }

    /// <summary>get_code_cid_for_type(type, buffer, length) → CID length.</summary>
    public static SyscallResult GetCodeCidForType(SyscallFrame frame)
    {
        Cid? code = null;
        return frame.CheckBuffer(1) && frame.Kernel.GetBuiltinCode((int)frame.U32(0), out code) && frame.ReturnCid(1, code);
    }

    /// <summary>balance_of(id) → u128.</summary>
    public static SyscallResult BalanceOf(SyscallFrame frame)
    {
        SyscallResult found = frame.Kernel.GetBalance(frame.U64(0), out TokenAmount balance);
        return found && frame.Return(Amounts.ToUInt128(balance, "balance"));
    }
}
