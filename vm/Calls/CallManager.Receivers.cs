using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.State;

namespace FvmCompute.Vm.Calls;

/// <summary>Finding the receiver of a call. Sending to a key or Ethereum address that is not in use yet creates the actor behind it.</summary>
public sealed partial class CallManager
{
    /// <summary>The compressed point at infinity, which is nobody's key.</summary>
    private static readonly Address BlsZero = Address.FromBlsKey([0xc0, .. new byte[47]]);

    private SyscallResult ResolveReceiver(CallRequest request, out ulong id)
    {
        Address to = request.To;
        ulong? found = ResolveAddress(to);
        id = found ?? 0;
        if (found is not null) { return SyscallResult.Ok; }

        bool isKey = to.Protocol is AddressProtocol.Secp256k1 or AddressProtocol.Bls;
        bool isEthereum = to.TryGetDelegated(out ulong manager, out _) && manager == Address.EthereumNamespace;
        if (!isKey && !isEthereum) { return SyscallResult.Fail(ErrorNumber.NotFound, $"address {to} belongs to no actor and cannot be created by sending to it"); }

        if (request.IsReadOnly) { return SyscallResult.Fail(ErrorNumber.ReadOnly, $"the account {to} cannot be created in a read-only call"); }

        if (!isKey)
        {
            id = CreateBySending(to, BuiltinNames.Placeholder, to);
            return SyscallResult.Ok;
        }

        return to == BlsZero ? SyscallResult.Fail(ErrorNumber.IllegalArgument, "the zero BLS address belongs to nobody") : CreateAccount(to, out id);
    }

    /// <summary>Creates an account and runs its constructor. As on the network, an exit code of the constructor is not looked at.</summary>
    private SyscallResult CreateAccount(Address address, out ulong id)
    {
        id = CreateBySending(address, BuiltinNames.Account, null);
        CborWriter writer = new(Address.MaxLength + 4);
        writer.WriteBytes(address.Bytes);
        Block parameters = Block.WithoutLinks(CidCodec.Cbor, writer.ToArray());
        writer.Dispose();
        Invocation constructor = new(SystemActors.System, id, Invocation.Constructor, TokenAmount.Zero, IsReadOnly: false);
        return Invoke(constructor, parameters, out _);
    }

    private ulong CreateBySending(Address address, string actorType, Address? delegatedAddress)
    {
        Cid code = Builtins.CodeOf(actorType) ?? throw new ChainFaultException($"the manifest has no {actorType} actor");
        Gas.Charge(Prices.OnCreateActor(assignsAddress: true));
        ulong id = _state.RegisterNewAddress(address);
        SetActor(id, NewActor(code, delegatedAddress));
        return id;
    }

    private SyscallResult CallResolved(CallRequest request, ulong receiver, out CallReturn returned)
    {
        Invocation invocation = new(request.From, receiver, request.Method, request.Value, request.IsReadOnly);
        return Invoke(invocation, request.Parameters, out returned);
    }

    /// <summary>Moves the value, then runs the code; method 0 only moves value.</summary>
    private SyscallResult Invoke(Invocation invocation, Block? parameters, out CallReturn returned)
    {
        returned = default;
        if (GetActor(invocation.Receiver) is not ActorState actor) { return SyscallResult.Fail(ErrorNumber.NotFound, $"there is no actor f0{invocation.Receiver}"); }

        if (!invocation.Value.IsZero)
        {
            Gas.Charge(Prices.OnValueTransfer());
            SyscallResult moved = Transfer(invocation.Caller, invocation.Receiver, invocation.Value);
            if (!moved) { return moved; }
        }

        if (invocation.Method == Invocation.PlainTransfer) { return SyscallResult.Ok; }

        Gas.Charge(Prices.OnMethodInvocation(parameters?.Links.Count ?? 0));
        returned = Run(invocation, actor.Code, parameters);
        return SyscallResult.Ok;
    }
}
