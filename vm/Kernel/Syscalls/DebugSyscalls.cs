using System.Text;
using System.Text.Unicode;
using FvmCompute.Vm.Gas;

namespace FvmCompute.Vm.Kernel.Syscalls;

/// <summary>Modules <c>gas</c> and <c>debug</c>.</summary>
internal static class DebugSyscalls
{
    private const int On = 0;
    private const int Off = -1;

    /// <summary>What is kept of a text; all of it is checked to be UTF-8.</summary>
    private const int MaxTextBytes = 1024;

    /// <summary>gas.charge(name, length, gas).</summary>
    public static SyscallResult ChargeGas(SyscallFrame frame)
    {
        SyscallResult read = ReadText(frame, out string name);
        if (!read) { return read; }

        frame.Kernel.Charge(name, GasAmount.FromGas(frame.U64(2)));
        return SyscallResult.Ok;
    }

    /// <summary>gas.available() → u64, whole gas.</summary>
    public static SyscallResult GasAvailable(SyscallFrame frame) => frame.Return(frame.Kernel.GasAvailable.Floor);

    /// <summary>debug.enabled() → 0 on, -1 off.</summary>
    public static SyscallResult Enabled(SyscallFrame frame) => frame.Return(frame.Kernel.Network.ActorDebugging ? On : Off);

    /// <summary>debug.log(message, length): nothing, not even a check, while debugging is off.</summary>
    public static SyscallResult Log(SyscallFrame frame)
    {
        if (!frame.Kernel.Network.ActorDebugging) { return SyscallResult.Ok; }

        SyscallResult read = ReadText(frame, out string message);
        if (read.IsOk) { frame.Kernel.Log(message); }

        return read;
    }

    /// <summary>debug.store_artifact(name, length, data, length): nothing while debugging is off.</summary>
    public static SyscallResult StoreArtifact(SyscallFrame frame)
    {
        if (!frame.Kernel.Network.ActorDebugging) { return SyscallResult.Ok; }

        SyscallResult first = frame.Slice(2, out Span<byte> data);
        if (!first) { return first; }

        SyscallResult second = ReadText(frame, out string name);
        return second && frame.Kernel.StoreArtifact(name, data);
    }

    private static SyscallResult ReadText(SyscallFrame frame, out string text)
    {
        text = "";
        SyscallResult slice = frame.Slice(0, out Span<byte> bytes);
        if (!slice) { return slice; }

        if (!Utf8.IsValid(bytes)) { return SyscallResult.Fail(ErrorNumber.IllegalArgument, $"{bytes.Length} bytes of text are not UTF-8"); }

        text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MaxTextBytes)]);
        return SyscallResult.Ok;
    }
}
