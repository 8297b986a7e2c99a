using System.Text;
using FvmCompute.Vm.Calls;

namespace FvmCompute.Vm.Kernel.Syscalls;

/// <summary>Module <c>vm</c>: the end of an invocation and the message it serves.</summary>
internal static class VmSyscalls
{
    public const int MessageContextBytes = 80;

    private const int MaxReasonBytes = 1024;
    private const ulong ReadOnlyFlag = 1;

    /// <summary>exit(code, block, message, message length): never returns.</summary>
    public static SyscallResult Exit(SyscallFrame frame)
    {
        ExitCode code = new(frame.U32(0));
        throw code.IsReserved
            ? new ActorExitException(ExitCode.IllegalExitCode, frame.U32(1), $"the actor exited with {code}, which belongs to the system")
            : new ActorExitException(code, frame.U32(1), Reason(frame));
    }

    /// <summary>message_context() → origin, nonce, caller, receiver, method, value u128, gas premium u128, flags.</summary>
    public static SyscallResult MessageContext(SyscallFrame frame)
    {
        ActorKernel kernel = frame.Kernel;
        Invocation invocation = kernel.Invocation;
        return frame.Write().U64(kernel.Origin).U64(kernel.MessageNonce).U64(invocation.Caller).U64(invocation.Receiver).U64(invocation.Method)
            .U128(Amounts.ToUInt128(invocation.Value, "value")).U128(Amounts.ToUInt128(kernel.GasPremium, "gas premium"))
            .U64(invocation.IsReadOnly ? ReadOnlyFlag : 0).Done();
    }

    /// <summary>Only for humans: bytes that are no UTF-8 are replaced, and of a long message the ends are kept.</summary>
    private static string Reason(SyscallFrame frame)
    {
        if (frame.U32(3) == 0) { return "actor exited"; }

        SyscallResult slice = frame.Slice(2, out Span<byte> bytes);
        if (!slice) { return $"actor exited with an unreadable message ({slice.Message})"; }

        if (bytes.Length <= MaxReasonBytes) { return Encoding.UTF8.GetString(bytes); }

        string head = Encoding.UTF8.GetString(bytes[..(MaxReasonBytes / 2)]);
        return $"{head} ... ({bytes.Length - MaxReasonBytes} bytes) ... {Encoding.UTF8.GetString(bytes[^(MaxReasonBytes / 2)..])}";
    }
}
