using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.State;

namespace FvmCompute.Vm.Kernel;

/// <summary>The actor's own state and balance.</summary>
public sealed partial class ActorKernel
{
    /// <summary>The root of the actor's state, reachable from now on.</summary>
    public SyscallResult GetRoot(out Cid root)
    {
        Charge(Prices.OnGetRoot());
        SyscallResult found = GetSelf(out ActorState actor);
        root = actor.State;
        if (found.IsOk) { Blocks.MarkReachable(root); }

        return found;
    }

    public SyscallResult SetRoot(Cid? root)
    {
        if (IsReadOnly) { return Fail(ErrorNumber.ReadOnly, "the state root cannot be set in a read-only call"); }

        Charge(Prices.OnSetRoot());
        if (root is null || !Blocks.IsReachable(root)) { return Fail(ErrorNumber.NotFound, $"the new state root {root} is not reachable from this invocation"); }

        SyscallResult found = GetSelf(out ActorState actor);
        if (!found) { return found; }

        _calls.SetActor(Self, actor with { State = root });
        return SyscallResult.Ok;
    }

    /// <summary>Zero once the actor has deleted itself.</summary>
    public TokenAmount CurrentBalance() => _calls.GetActor(Self)?.Balance ?? TokenAmount.Zero;

    /// <summary>Deletes the actor. What it still owns is burnt if it says so, otherwise it must own nothing.</summary>
    public SyscallResult SelfDestruct(bool burnUnspent)
    {
        if (IsReadOnly) { return Fail(ErrorNumber.ReadOnly, "an actor cannot delete itself in a read-only call"); }

        TokenAmount balance = CurrentBalance();
        if (!balance.IsZero)
        {
            if (!burnUnspent) { return Fail(ErrorNumber.IllegalOperation, $"the actor still owns {balance}"); }

            SyscallResult burnt = _calls.Transfer(Self, SystemActors.BurntFunds, balance);
            if (!burnt) { throw new ChainFaultException($"burning the balance of f0{Self} failed: {burnt}"); }
        }

        _calls.DeleteActor(Self);
        return SyscallResult.Ok;
    }
}
