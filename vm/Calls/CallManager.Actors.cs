using System.Buffers.Binary;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.State;

namespace FvmCompute.Vm.Calls;

/// <summary>Actors in the state tree, as far as the message pays for them.</summary>
public sealed partial class CallManager
{
    /// <summary>No address can name a higher id.</summary>
    private const ulong MaxActorId = long.MaxValue;

    public ulong? ResolveAddress(Address address) => address.TryGetId(out ulong id) ? id : _state.LookupId(address);

    public ActorState? GetActor(ulong id)
    {
        _accesses.ChargeRead(id, Prices, Gas);
        ActorState? actor = id <= MaxActorId ? _state.GetActor(id) : null;
        _accesses.MarkRead(id);
        return actor;
    }

    public void SetActor(ulong id, ActorState actor)
    {
        _accesses.ChargeUpdate(id, Prices, Gas);
        _state.SetActor(id, actor);
        _accesses.MarkUpdated(id);
    }

    public void DeleteActor(ulong id)
    {
        _accesses.ChargeUpdate(id, Prices, Gas);
        _state.DeleteActor(id);
        _accesses.MarkUpdated(id);
    }

    /// <summary>Moves value between two actors. A sender that does not exist has insufficient funds; a transfer to oneself only checks that the funds are there.</summary>
    public SyscallResult Transfer(ulong from, ulong to, TokenAmount value)
    {
        if (value.Sign < 0) { return SyscallResult.Fail(ErrorNumber.IllegalArgument, $"the transferred value {value} is negative"); }

        if (GetActor(from) is not ActorState sender || sender.Balance < value)
        {
            return SyscallResult.Fail(ErrorNumber.InsufficientFunds, $"f0{from} cannot pay {value} to f0{to}");
        }

        if (from == to) { return SyscallResult.Ok; }

        if (GetActor(to) is not ActorState recipient) { return SyscallResult.Fail(ErrorNumber.NotFound, $"the recipient f0{to} does not exist"); }

        SetActor(from, sender with { Balance = sender.Balance - value });
        SetActor(to, recipient with { Balance = recipient.Balance + value });
        return SyscallResult.Ok;
    }

    /// <summary>The address of the next created actor: made of the sender's address, its nonce and the number of actors this message has created, so it survives reorganisations.</summary>
    public Address NextActorAddress()
    {
        CborWriter writer = new(128);
        writer.WriteBytes(_origin.SenderAddress.Bytes);
        Span<byte> counters = stackalloc byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(counters, _origin.Nonce);
        BinaryPrimitives.WriteUInt64BigEndian(counters[sizeof(ulong)..], _createdActors);
        writer.WriteRaw(counters);
        Address address = Address.FromActorData(writer.Written);
        writer.Dispose();
        return address;
    }

    /// <summary>Puts an actor at an id that is free, or holds a placeholder of the same delegated address.</summary>
    public SyscallResult CreateActor(ulong id, Cid code, Address? delegatedAddress)
    {
        Cid? placeholder = Builtins.CodeOf(BuiltinNames.Placeholder);
        if (id > MaxActorId) { return SyscallResult.Fail(ErrorNumber.IllegalArgument, $"actor id {id} is above {MaxActorId}"); }

        if (code == placeholder) { return SyscallResult.Fail(ErrorNumber.Forbidden, "placeholders are only made by sending to their address"); }

        ActorState? existing = GetActor(id);
        if (existing is not null)
        {
            SyscallResult replaceable = CheckReplaceable(id, existing, placeholder, delegatedAddress);
            if (!replaceable) { return replaceable; }
        }
        else
        {
            Gas.Charge(Prices.OnCreateActor(assignsAddress: false));
        }

        SetActor(id, existing is null ? NewActor(code, delegatedAddress) : existing with { Code = code });
        _createdActors++;
        return SyscallResult.Ok;
    }

    private static SyscallResult CheckReplaceable(ulong id, ActorState existing, Cid? placeholder, Address? delegatedAddress)
    {
        if (existing.Code != placeholder) { return SyscallResult.Fail(ErrorNumber.Forbidden, $"actor f0{id} exists"); }

        if (existing.DelegatedAddress is null) { throw new ChainFaultException($"placeholder f0{id} has no delegated address"); }

        return existing.DelegatedAddress == delegatedAddress
            ? SyscallResult.Ok
            : SyscallResult.Fail(ErrorNumber.Forbidden, $"placeholder f0{id} has the delegated address {existing.DelegatedAddress}, not {delegatedAddress}");
    }

    private static ActorState NewActor(Cid code, Address? delegatedAddress) => new(code, StateTree.EmptyListCid, 0, TokenAmount.Zero, delegatedAddress);
}
