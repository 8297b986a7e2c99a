using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Gas;

namespace FvmCompute.Vm.Kernel.Syscalls;

/// <summary>Modules <c>send</c> and <c>event</c>: what an actor tells others.</summary>
internal static class MessageSyscalls
{
    public const int SendBytes = 20;

    private const ulong AllGas = ulong.MaxValue;
    private const ulong ReadOnlyFlag = 1;

    /// <summary>send(address, length, method, parameters block, value high, value low, gas limit, flags) → exit code, block handle, codec u64, size.</summary>
    public static SyscallResult Send(SyscallFrame frame)
    {
        SyscallResult read = frame.ReadAddress(0, out Address recipient);
        if (!read) { return read; }

        TokenAmount value = new(new UInt128(frame.U64(4), frame.U64(5)));
        GasAmount? gasLimit = frame.U64(6) == AllGas ? null : GasAmount.FromGas(frame.U64(6));
        ulong flags = frame.U64(7);
        if ((flags & ~ReadOnlyFlag) != 0) { return SyscallResult.Fail(ErrorNumber.IllegalArgument, $"send flags 0x{flags:x} have bits beyond 0x1"); }

        SyscallResult called = frame.Kernel.Send(recipient, frame.U64(2), frame.U32(3), value, gasLimit, flags != 0, out SendOutcome sent);
        return called && frame.Write().U32(sent.ExitCode.Value).U32(sent.Handle).U64(sent.Data?.Codec ?? 0).U32((uint)(sent.Data?.Size ?? 0)).Done();
    }

    /// <summary>emit_event(headers, their number, keys, length, values, length).</summary>
    public static SyscallResult EmitEvent(SyscallFrame frame)
    {
        ulong headerBytes = (ulong)frame.U32(1) * ActorKernel.EventHeaderBytes;
        if (headerBytes > uint.MaxValue) { return SyscallResult.Fail(ErrorNumber.IllegalArgument, $"{frame.U32(1)} event entries do not fit memory"); }

        SyscallResult first = frame.Slice(frame.U32(0), headerBytes, out Span<byte> headers);
        if (!first) { return first; }

        SyscallResult second = frame.Slice(2, out Span<byte> keys);
        if (!second) { return second; }

        SyscallResult third = frame.Slice(4, out Span<byte> values);
        return third && frame.Kernel.EmitEvent(headers, keys, values);
    }
}
