using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.State;

namespace FvmCompute.Vm.Kernel;

/// <summary>Other actors: addresses, code, balances, creation.</summary>
public sealed partial class ActorKernel
{
    public SyscallResult ResolveAddress(Address address, out ulong id)
    {
        ulong? found = _calls.ResolveAddress(address);
        id = found ?? 0;
        return found is null ? Fail(ErrorNumber.NotFound, $"address {address} belongs to no actor") : SyscallResult.Ok;
    }

    /// <summary>Null where the actor has none.</summary>
    public SyscallResult GetDelegatedAddress(ulong id, out Address? address)
    {
        SyscallResult found = GetOther(id, out ActorState actor);
        address = actor.DelegatedAddress;
        return found;
    }

    public SyscallResult GetCode(ulong id, out Cid code)
    {
        SyscallResult found = GetOther(id, out ActorState actor);
        code = actor.Code;
        return found;
    }

    public SyscallResult GetBalance(ulong id, out TokenAmount balance)
    {
        SyscallResult found = GetOther(id, out ActorState actor);
        balance = actor.Balance;
        return found;
    }

    /// <summary>The place of the code in the manifest, counted from 1; 0 for code that is not built in.</summary>
    public int GetBuiltinType(Cid? code) => code is null ? 0 : _calls.Builtins.TypeOf(code);

    public SyscallResult GetBuiltinCode(int type, out Cid? code)
    {
        code = _calls.Builtins.CodeOf(type);
        return code is null ? Fail(ErrorNumber.IllegalArgument, $"there is no built-in actor type {type}") : SyscallResult.Ok;
    }

    public Address NextActorAddress() => _calls.NextActorAddress();

    /// <summary>Only the init actor may: it is the one that gives out ids.</summary>
    public SyscallResult CreateActor(ulong id, Cid? code, Address? delegatedAddress)
    {
        if (Self != SystemActors.Init) { return Fail(ErrorNumber.Forbidden, $"only the init actor may create actors, not f0{Self}"); }

        if (IsReadOnly) { return Fail(ErrorNumber.ReadOnly, "actors cannot be created in a read-only call"); }

        return code is null ? Fail(ErrorNumber.IllegalArgument, "no code can have this CID") : _calls.CreateActor(id, code, delegatedAddress);
    }
}
