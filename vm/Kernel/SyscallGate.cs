using FvmCompute.Vm.Calls;
using FvmCompute.Vm.Wasm;

namespace FvmCompute.Vm.Kernel;

/// <summary>The way from compiled code into the kernel: the imports of one invocation and the calling convention of host calls (FIP-0030).</summary>
internal sealed class SyscallGate(CallManager calls, ActorKernel kernel) : IImports
{
    private const int MaxResultBytes = 128;

    private bool _isMemoryOpen;

    public ExecutionMeter Meter { get; } = new(calls.Gas);

    /// <summary>The failure of the most recent host call, null once another one succeeded: what an actor that gives up next most likely gave up about.</summary>
    public string? LastError { get; private set; }

    /// <summary>A start function runs before its memory is known to the host: until then every buffer is out of bounds.</summary>
    public void OpenMemory() => _isMemoryOpen = true;

    public WasmExtern? Resolve(WasmImport import)
    {
        if (calls.Rules.Syscalls.Find(import.Module, import.Name) is not Syscall syscall) { return null; }

        return WasmFunction.FromHost(syscall.Signature, (instance, arguments) => (uint)Call(syscall, instance, arguments));
    }

    private ErrorNumber Call(Syscall syscall, WasmInstance instance, ReadOnlySpan<long> arguments)
    {
        calls.Trace?.BeginSyscall(syscall.FullName);
        Meter.Settle(instance);
        calls.Gas.Charge(calls.Prices.OnSyscall());
        Span<byte> memory = _isMemoryOpen && instance.Memory is WasmMemory open ? open.SliceFrom(0) : default;
        uint pointer = syscall.HasOutPointer ? (uint)arguments[0] : 0;
        if (pointer + (ulong)syscall.ResultBytes > (ulong)memory.Length)
        {
            // The counter is not refreshed here: the network charges the code that led to this call twice, and so do we.
            return Finish(syscall, SyscallResult.Fail(ErrorNumber.IllegalArgument, $"no space for the result of {syscall.ResultBytes} bytes at {pointer}"));
        }

        Span<byte> result = stackalloc byte[MaxResultBytes];
        result = result[..syscall.ResultBytes];
        SyscallFrame frame = new(kernel, memory, arguments[(syscall.HasOutPointer ? 1 : 0)..], result);
        SyscallResult outcome = RunAndRefresh(syscall, frame, instance);
        if (outcome.IsOk) { result.CopyTo(memory[(int)pointer..]); }

        return Finish(syscall, outcome);
    }

    /// <summary>The counter is refreshed also when the call ends the invocation: the code that led to it has been charged.</summary>
    private SyscallResult RunAndRefresh(Syscall syscall, SyscallFrame frame, WasmInstance instance)
    {
        try
        {
            return syscall.Body(frame);
        }
        finally
        {
            Meter.Refresh(instance);
        }
    }

    private ErrorNumber Finish(Syscall syscall, SyscallResult outcome)
    {
        LastError = outcome.IsOk ? null : $"{syscall.FullName}: {outcome}";
        calls.Trace?.EndSyscall(outcome, calls.Gas.Available);
        return outcome.Error;
    }
}
