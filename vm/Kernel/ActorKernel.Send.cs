using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Calls;
using FvmCompute.Vm.Gas;

namespace FvmCompute.Vm.Kernel;

/// <summary>Calls to other actors.</summary>
public sealed partial class ActorKernel
{
    /// <summary>
    /// Calls another actor in a transaction of its own. What it exits with is in <paramref name="sent"/>; a failure is a call that could not even be dispatched.
    /// </summary>
    /// <param name="gasLimit">Null for all that is left.</param>
    public SyscallResult Send(Address recipient, ulong method, uint parameters, TokenAmount value, GasAmount? gasLimit, bool readOnly, out SendOutcome sent)
    {
        sent = default;
        readOnly |= IsReadOnly;
        if (readOnly && !value.IsZero) { return Fail(ErrorNumber.ReadOnly, $"{value} cannot be sent in a read-only call"); }

        Block? block = null;
        if (parameters != BlockRegistry.NoData)
        {
            SyscallResult found = Blocks.Get(parameters, out block);
            if (!found) { return found; }
        }

        if (Blocks.IsFull) { return Fail(ErrorNumber.LimitExceeded, "there is no room for a returned block"); }

        SyscallResult called = _calls.Call(new CallRequest(Self, recipient, method, block, value, gasLimit, readOnly), out CallReturn returned);
        if (!called) { return called; }

        return Receive(returned, out sent);
    }

    private SyscallResult Receive(CallReturn returned, out SendOutcome sent)
    {
        uint handle = BlockRegistry.NoData;
        SyscallResult stored = returned.Data is null ? SyscallResult.Ok : Blocks.PutReachable(returned.Data, out handle);
        sent = new SendOutcome(returned.ExitCode, handle, returned.Data);
        return stored.IsOk ? stored : throw new InvalidOperationException($"a returned block was not stored although there was room: {stored}");
    }
}

/// <summary>What a call to another actor came back with; no data has handle 0, codec 0 and size 0.</summary>
public readonly record struct SendOutcome(ExitCode ExitCode, uint Handle, Block? Data);
